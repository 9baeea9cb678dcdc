// How hostnames are compared.

/** Hostnames are compared without case, as in DNS (RFC 4343). */
export const sameHostname = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
