// Times as the contract writes them: ISO 8601 in UTC.

/** @param at epoch milliseconds */
export const isoTime = (at: number): string => new Date(at).toISOString()

export const isoTimeOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at))
