// The text of whatever was thrown: JavaScript lets code throw anything.

/** @returns the error's message, or the thrown value as text */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
