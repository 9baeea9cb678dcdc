// The text of whatever was thrown: JavaScript lets code throw anything.

/** @returns the error's message, or the thrown value as text */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** @returns the error's stack for the log; its text where it has none */
export const stackOf = (error: unknown): string => (error instanceof Error && error.stack) || messageOf(error)
