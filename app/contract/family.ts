// The two address families. A record tracks each of them independently of the other.
import * as z from 'zod/mini'

export const FAMILIES = ['ipv4', 'ipv6'] as const
export const familySchema = z.enum(FAMILIES)
export type Family = (typeof FAMILIES)[number]
