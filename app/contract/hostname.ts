// How hostnames are compared.

/** Hostnames are compared without case, as in DNS (RFC 4343). */
export const sameHostname = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** A person may type a hostname in any case and with the final dot of a full DNS name. */
export const isTypedHostname = (typed: string, hostname: string): boolean =>
  sameHostname(typed.replace(/\.$/, ''), hostname)
