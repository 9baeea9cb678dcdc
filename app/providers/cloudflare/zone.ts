// Finds the zone of a hostname: the longest zone name among the hostname itself and its parents. A zone that the account
// names is checked: the API appends its name to every other one, and calls "nas.example.com.example.org" a success.
// https://developers.cloudflare.com/api/resources/zones/methods/list/
import * as z from 'zod/mini'
import type { Failure } from '../../contract/failure.ts'
import { parseUrl, refusal } from '../shared/account-request.ts'
import { type CloudflareApi, RECORDS, type Result } from './api.ts'

const zoneSchema = z.object({ id: z.string(), name: z.string(), status: z.optional(z.string()) })
type Zone = z.infer<typeof zoneSchema>

/** No zone lies deeper below the root; each step may be a request. */
const MAX_STEPS = 8

/** The largest page of zones that the API returns. */
const PAGE_SIZE = '50'

/** The hostname without a leading "*." and its parents of two labels or more, longest first. */
export function zoneCandidates(hostname: string): readonly string[] {
  const labels = asciiName(hostname.replace(/^\*\./, '')).split('.')
  const candidates = labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'))
  return candidates.slice(-MAX_STEPS)
}

/** Lower case, without a final dot, internationalised labels as xn--: the API returns zone names in Unicode. */
export function asciiName(name: string): string {
  const bare = name.toLowerCase().replace(/\.$/, '')
  const star = bare.startsWith('*.') ? '*.' : ''
  const rest = bare.slice(star.length)
  return `${star}${parseUrl(`http://${rest}`)?.hostname ?? rest}`
}

/** @returns the zone's identifier. Sends no request twice. */
export type FindZone = (hostname: string) => Promise<Result<string>>

/**
 * Lists all zones of the token, which for most users is one request for all of their names. Where they do not fit on one
 * page, it looks up each name that the zone may have.
 */
export function createZoneFinder(api: CloudflareApi): FindZone {
  const pages = new Map<string, ReturnType<typeof list>>()

  async function list(name: string | null) {
    const query = [
      ...(name === null ? [] : [['name', name] as const]),
      ['status', 'active'],
      ['per_page', PAGE_SIZE],
    ] as const
    return await api.list({ path: ['zones'], query }, zoneSchema)
  }
  function zones(name: string | null): ReturnType<typeof list> {
    const known = pages.get(name ?? '') ?? list(name)
    pages.set(name ?? '', known)
    return known
  }
  const named = (items: readonly Zone[], name: string): Zone | undefined =>
    items.find((one) => asciiName(one.name) === name && (one.status ?? 'active') === 'active')

  return async (hostname) => {
    const all = await zones(null)
    if (!all.ok) return all
    const isComplete = all.value.items.length === all.value.total
    for (const name of zoneCandidates(hostname)) {
      const page = isComplete ? all : await zones(name)
      if (!page.ok) return page
      const zone = named(page.value.items, name)
      if (zone !== undefined) return { ok: true, value: zone.id }
    }
    const detail = `This token sees no active zone that holds ${hostname}.`
    return { ok: false, failure: refusal('hostname', 'zone-not-found', detail) }
  }
}

/** @returns why no record of this name may be created in the zone; null when one may */
export type CheckZone = (zone: string, hostname: string) => Promise<Failure | null>

const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`)

const otherZone = (hostname: string, zone: string): Failure =>
  refusal('hostname', 'other-zone', `${hostname} is not in the zone ${zone}.`)

/**
 * Asks for the zone's name. A token that may not read it may read the records, which have the zone's name at their end.
 * Sends no request twice.
 */
export function createZoneCheck(api: CloudflareApi): CheckZone {
  const names = new Map<string, ReturnType<typeof readName>>()

  async function readName(zone: string): Promise<Result<{ readonly name: string; readonly isExact: boolean }>> {
    const found = await api.call({ method: 'GET', path: ['zones', zone] }, zoneSchema)
    if (found.ok) return { ok: true, value: { name: asciiName(found.value.name), isExact: true } }
    if (found.failure.code !== 'http-403') return found
    const records = await api.list(
      { path: ['zones', zone, RECORDS], query: [['per_page', PAGE_SIZE]] },
      z.object({ name: z.string() }),
    )
    if (!records.ok) return records
    return {
      ok: true,
      value: { name: commonEnd(records.value.items.map(({ name }) => asciiName(name))), isExact: false },
    }
  }

  return async (zone, hostname) => {
    const reading = names.get(zone) ?? readName(zone)
    names.set(zone, reading)
    const known = await reading
    if (!known.ok) return known.failure
    const { name, isExact } = known.value
    const host = asciiName(hostname.replace(/^\*\./, ''))
    if (isExact) return isWithin(host, name) ? null : otherZone(hostname, name)
    // A zone has two labels or more. Where the records tell too little, the name in the reply does.
    const isPossible = name === '' || commonEnd([host, name]).includes('.')
    return isPossible ? null : otherZone(hostname, `of ${name}`)
  }
}

/** The labels that all names end with. */
function commonEnd([first = '', ...others]: readonly string[]): string {
  const labels = first.split('.')
  const start = labels.findIndex((_, index) => others.every((name) => isWithin(name, labels.slice(index).join('.'))))
  return start === -1 ? '' : labels.slice(start).join('.')
}
