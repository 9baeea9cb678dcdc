// Tells a damaged database file from other problems.

export class CorruptDatabaseError extends Error {}

/** https://www.sqlite.org/rescode.html */
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

/** A full disk, a lock or missing rights are no sign of damage: only the file's content is. */
export const isCorruption = (error: unknown): boolean =>
  error instanceof CorruptDatabaseError ||
  (error instanceof Error && 'errcode' in error && isCorruptionCode(Number(error.errcode)))

// The low byte is the primary result code.
const isCorruptionCode = (code: number): boolean => [SQLITE_CORRUPT, SQLITE_NOTADB].includes(code & 0xff)

/** @returns the same port, but a call that finds damage also calls `report`. Its error is thrown all the same. */
export function reportingCorruption<T extends object>(port: T, report: () => void): T {
  return new Proxy(port, {
    get: (wrapped, name) => {
      const member: unknown = Reflect.get(wrapped, name)
      if (typeof member !== 'function') return member
      return (...args: unknown[]): unknown => {
        try {
          return member.apply(wrapped, args)
        } catch (error) {
          if (isCorruption(error)) report()
          throw error
        }
      }
    },
  })
}
