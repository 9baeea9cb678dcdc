// The code of a system error, such as ENOENT.

/** @returns null when the error has no code. */
export const errorCode = (error: unknown): string | null =>
  error instanceof Error && 'code' in error ? String(error.code) : null
