// Port: the system's resolver, for the servers that a source asks by name.
import type { Family } from './address.ts'

/** @returns the host's addresses of the family, none where there is none or nobody answers. Never rejects. */
export type HostLookup = (host: string, family: Family) => Promise<readonly string[]>
