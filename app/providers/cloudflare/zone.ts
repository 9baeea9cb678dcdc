// Finds the zone that holds a hostname: the one with the longest name among the hostname's own and its parents'.
// https://developers.cloudflare.com/api/resources/zones/methods/list/
import * as z from 'zod/mini'
import { parseUrl, refusal } from '../account-request.ts'
import type { CloudflareApi, Result } from './api.ts'

const zonesSchema = z.array(z.object({ id: z.string(), name: z.string(), status: z.optional(z.string()) }))

/** Nobody keeps a zone deeper than this below the root; each step is a request. */
const MOST_STEPS = 8

/** The hostname without a leading "*.", then its parents of two labels or more, longest first. */
export function zoneCandidates(hostname: string): readonly string[] {
  const labels = asciiName(hostname.replace(/^\*\./, '')).split('.')
  const candidates = labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'))
  return candidates.slice(-MOST_STEPS)
}

/** Lower case, without a final dot, internationalised labels as xn--: zone names come back in Unicode. */
export function asciiName(name: string): string {
  const bare = name.toLowerCase().replace(/\.$/, '')
  const star = bare.startsWith('*.') ? '*.' : ''
  const rest = bare.slice(star.length)
  return `${star}${parseUrl(`http://${rest}`)?.hostname ?? rest}`
}

export async function findZone(api: CloudflareApi, hostname: string): Promise<Result<string>> {
  for (const name of zoneCandidates(hostname)) {
    const query = [
      ['name', name],
      ['status', 'active'],
      ['per_page', '50'],
    ] as const
    const zones = await api.call({ method: 'GET', path: ['zones'], query }, zonesSchema)
    if (!zones.ok) return zones
    const zone = zones.value.find((one) => asciiName(one.name) === name && (one.status ?? 'active') === 'active')
    if (zone !== undefined) return { ok: true, value: zone.id }
  }
  const detail = `This token sees no active zone that holds ${hostname}.`
  return { ok: false, failure: refusal('hostname', 'zone-not-found', detail) }
}
