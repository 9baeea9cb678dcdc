// The way from this computer to the world, as far as it is known: each place with its address and who told it.
import * as z from 'zod/mini'
import { familySchema } from './family.ts'

/** In the order of the way. `provider` is a translator of the provider's (carrier NAT), or another router before yours. */
export const PATH_PLACES = ['computer', 'router', 'provider', 'world'] as const
export type PathPlace = (typeof PATH_PLACES)[number]

/** Between two places. `router-world`: somewhere behind this computer, and nobody can tell where. */
export const PATH_LINKS = ['computer-router', 'router-provider', 'provider-world', 'router-world'] as const

/**
 * Who told the address. adapter: the adapter table. routes: only that the way leads there is known, by its default route.
 * nat-pmp, upnp: the router itself. services: those outside see it. deduced: the places beside it allow nothing else.
 */
export const PATH_SOURCES = ['adapter', 'routes', 'nat-pmp', 'upnp', 'services', 'deduced'] as const

export const pathHopSchema = z.strictObject({
  place: z.enum(PATH_PLACES),
  /** absent: there is no such place on the way. unknown: there may be one. */
  state: z.enum(['known', 'unknown', 'absent']),
  /** What the next place sees of it; null while that is not known. */
  address: z.nullable(z.string()),
  /** What the place before sees of it, such as a router's address in the home's network. */
  innerAddress: z.nullable(z.string()),
  how: z.nullable(z.enum(PATH_SOURCES)),
  /** Adapter, router, or the services that agree, by name. */
  by: z.array(z.string()),
})
export type PathHop = z.infer<typeof pathHopSchema>

export const networkPathSchema = z.strictObject({
  family: familySchema,
  /** One for each of PATH_PLACES, in that order. */
  hops: z.array(pathHopSchema),
  /** The first link that leads nowhere now; null when all stand, or nothing shows that one does not. */
  brokenLink: z.nullable(z.enum(PATH_LINKS)),
  /** Whether the provider translates the address once more, so that names cannot lead here; null while that is not known. */
  isTranslated: z.nullable(z.boolean()),
})
export type NetworkPath = z.infer<typeof networkPathSchema>
