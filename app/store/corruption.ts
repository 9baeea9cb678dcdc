// What tells a damaged file from other trouble.

export class DamagedDatabaseError extends Error {}

/** https://www.sqlite.org/rescode.html */
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

/** A full disk, a lock or missing rights say nothing about the file: only its own content does. */
export const isDamage = (error: unknown): boolean =>
  error instanceof DamagedDatabaseError ||
  (error instanceof Error && 'errcode' in error && isDamageCode(Number(error.errcode)))

// The low byte is the primary result code.
const isDamageCode = (code: number): boolean => [SQLITE_CORRUPT, SQLITE_NOTADB].includes(code & 0xff)

/** @returns `port`, with `note` called when one of its calls meets damage; the error goes on as it was */
export function noticingDamage<T extends object>(port: T, note: () => void): T {
  return new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...args: unknown[]): unknown => {
        try {
          return member.apply(target, args)
        } catch (error) {
          if (isDamage(error)) note()
          throw error
        }
      }
    },
  })
}
