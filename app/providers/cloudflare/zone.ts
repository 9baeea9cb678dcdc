// Finds the zone that holds a hostname: the one with the longest name among the hostname's own and its parents'.
// https://developers.cloudflare.com/api/resources/zones/methods/list/
import * as z from 'zod/mini'
import { parseUrl, refusal } from '../shared/account-request.ts'
import type { CloudflareApi, Result } from './api.ts'

const zoneSchema = z.object({ id: z.string(), name: z.string(), status: z.optional(z.string()) })
type Zone = z.infer<typeof zoneSchema>

/** Nobody keeps a zone deeper than this below the root; each step may be a request. */
const MOST_STEPS = 8

/** The most that the API gives on a page of zones. */
const PAGE = '50'

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

/** @returns the zone's identifier. No question is asked twice. */
export type FindZone = (hostname: string) => Promise<Result<string>>

/**
 * Asks for all zones of the token, which for most people is one request for all their names; where they do not fit on
 * one page, for each name that a zone may have.
 */
export function createZoneFinder(api: CloudflareApi): FindZone {
  const asked = new Map<string, ReturnType<typeof ask>>()

  async function ask(name: string | null) {
    const query = [
      ...(name === null ? [] : [['name', name] as const]),
      ['status', 'active'],
      ['per_page', PAGE],
    ] as const
    return await api.list({ path: ['zones'], query }, zoneSchema)
  }
  function zones(name: string | null): ReturnType<typeof ask> {
    const known = asked.get(name ?? '') ?? ask(name)
    asked.set(name ?? '', known)
    return known
  }
  const named = (items: readonly Zone[], name: string): Zone | undefined =>
    items.find((one) => asciiName(one.name) === name && (one.status ?? 'active') === 'active')

  return async (hostname) => {
    const all = await zones(null)
    if (!all.ok) return all
    const isWhole = all.value.items.length === all.value.total
    for (const name of zoneCandidates(hostname)) {
      const page = isWhole ? all : await zones(name)
      if (!page.ok) return page
      const zone = named(page.value.items, name)
      if (zone !== undefined) return { ok: true, value: zone.id }
    }
    const detail = `This token sees no active zone that holds ${hostname}.`
    return { ok: false, failure: refusal('hostname', 'zone-not-found', detail) }
  }
}
