// An account's provider and the server behind it: requests take their time, updates are made on the way, and what the
// server holds in the end does not depend on whether anybody heard the answer.
import { providerCode } from '../../../app/contract/failure-codes.ts'
import { FAMILIES, type Family } from '../../../app/model/address.ts'
import type { Provider, ReadBack, ReadBackRequest, UpdateReport, UpdateRequest } from '../../../app/model/provider.ts'
import type { FamilyKey } from '../../../app/model/store.ts'
import { hear, obey, witness } from '../apply-replies.ts'
import type { AccountClimate } from '../generators/scenario.ts'
import type { Before, RequestJudge } from '../oracles/request-invariants.ts'
import { type LifeState, moodOf } from '../simulation-state.ts'
import { WORDS, type Word, wordOf } from './replies.ts'
import { echo, type Mood, type Said, sayings, toOutcome, WELL } from './server-behaviour.ts'
import type { Place } from './server-records.ts'
import { MINUTE, SECOND } from './virtual-time.ts'

export interface ServerOptions {
  readonly life: LifeState
  readonly place: (account: string, endpoint: string | null) => Place
  readonly judge: RequestJudge
  readonly isAlive: () => boolean
  /** What was known of a name before the attempt that is being sent. */
  readonly before: (key: FamilyKey) => Before | undefined
  readonly flights: Flights
  /** An answer was heard. */
  readonly onAnswer: (request: UpdateRequest, said: readonly Said[]) => void
}

/** Requests on their way, and answers that were given and not yet written down. */
export interface Flights {
  readonly underWay: Set<UpdateRequest>
  /** Per attempt or question: takes back what was heard of it. */
  readonly unwritten: Map<number | ReadBackRequest, () => void>
  /** Per attempt: what it asked for was acknowledged, refused or left open. */
  readonly heard: Map<number, 'acknowledged' | 'refused' | 'open'>
}

export const createFlights = (): Flights => ({ underWay: new Set(), unwritten: new Map(), heard: new Map() })

/** The engine waits no longer for any provider's code. */
const LONGEST_MS = 2 * MINUTE - 1
const LATE_MS = 30 * SECOND
const AT_ONCE_AT_MOST = 8

export function createServer(of: AccountClimate, options: ServerOptions): Provider {
  const { life, flights, judge, isAlive } = options
  const { id, traits } = of

  function takeMood(): Mood {
    const mood = moodOf(life, id)
    if (mood.left <= 1) life.moods.delete(id)
    else if (Number.isFinite(mood.left)) life.moods.set(id, { ...mood, left: mood.left - 1 })
    return mood
  }

  function take(place: Place, mood: Mood, { hostname, family, address, made }: Said): void {
    if (made === 'never') return
    const delayMs = made === 'late' ? mood.latencyMs + LATE_MS : mood.latencyMs / 2
    if (made === 'late') life.tally.count('updates made after their answer was lost')
    place.writeLater(delayMs, () => {
      life.trail.note(`${hostname} ${family} holds ${address}`)
      place.write({ hostname, family }, address, 'us')
    })
  }

  function depart(request: UpdateRequest): void {
    const { underWay } = flights
    const isAlone = ![...underWay].some(({ account }) => account.id === id)
    life.trail.must(isAlone, 'banned', () => `${id} was sent two requests at once`)
    underWay.add(request)
    const most = underWay.size
    life.trail.must(most <= AT_ONCE_AT_MOST, 'banned', () => `${most} requests were under way at once`)
  }

  function arrive(request: UpdateRequest, said: readonly Said[]): void {
    flights.underWay.delete(request)
    const takeBack = hear(life, request, said)
    options.onAnswer(request, said)
    for (const { hostname, family, word } of said) {
      const attempt = options.before({ account: id, hostname, family })?.id
      if (attempt === undefined) continue
      flights.heard.set(attempt, word === null ? 'acknowledged' : word.inDoubt ? 'open' : 'refused')
      flights.unwritten.set(attempt, takeBack)
    }
  }

  function update(request: UpdateRequest): Promise<UpdateReport> {
    if (!isAlive()) return new Promise(() => {})
    const { account, changes } = request
    const place = options.place(id, account.endpoint)
    place.flush()
    const mood = takeMood()
    const isAlright = mood.says === 'numhost' && changes.length === 1
    const said = sayings(isAlright ? { ...WELL, latencyMs: mood.latencyMs } : mood, request)
    life.trail.note(`-> ${id} ${changes.map(({ hostname, ipv4, ipv6 }) => `${hostname} ${ipv4} ${ipv6}`).join(', ')}`)
    judge.update(request, options.before)
    depart(request)
    const outcomes = said.map((one) => {
      return { one, changed: place.holds(one) !== one.address }
    })
    for (const one of said) take(place, mood, one)
    const isAnswered = mood.quirk !== 'hangs'
    return new Promise((resolve, reject) => {
      setTimeout(
        () => {
          if (!isAlive()) return
          const words = said.map(({ word }) => word?.code ?? 'fine').join(', ')
          life.trail.note(`<- ${id} ${mood.quirk === 'none' ? words : mood.quirk}`)
          if (mood.quirk === 'throws') {
            flights.underWay.delete(request)
            reject(new Error('a mistake in the code of a provider'))
            return
          }
          arrive(request, isAnswered ? said : said.map((one) => ({ ...one, word: WORDS.timeout })))
          if (!isAnswered) return
          const report = outcomes.flatMap(({ one, changed }) => toOutcome(one, request, changed) ?? [])
          resolve({ outcomes: report, raw: echo(request, words), requests: 1 })
        },
        isAnswered ? mood.latencyMs : LONGEST_MS,
      )
    })
  }

  /** What it stops is written down at once, unless the process ends at that. */
  function refuse(request: ReadBackRequest, word: Word): void {
    flights.unwritten.set(request, life.book.keep(id))
    setTimeout(() => flights.unwritten.delete(request), 1)
    obey(life, request.account, word)
  }

  function readBack(request: ReadBackRequest): Promise<ReadBack> {
    if (!isAlive()) return new Promise(() => {})
    const { account, hostname } = request
    const mood = takeMood()
    life.trail.note(`?> ${id} ${hostname}`)
    life.tally.count('questions to a provider')
    judge.question(account)
    const place = options.place(id, account.endpoint)
    return new Promise((resolve, reject) => {
      if (mood.quirk === 'hangs') return
      setTimeout(() => {
        if (!isAlive()) return
        // What is said of single names is no answer to a question.
        const said = wordOf(mood.says)
        const word = said?.scope === 'name' ? null : said
        life.trail.note(`<? ${id} ${mood.quirk === 'none' ? (word?.code ?? 'fine') : mood.quirk}`)
        if (mood.quirk === 'throws') reject(new Error('a mistake in the code of a provider'))
        else if (word !== null) {
          // What cannot be written down is not remembered.
          if (!life.guard.isFull) refuse(request, word)
          const { kind, code, waitMs } = word
          const retryAt = waitMs === null ? null : request.now() + waitMs
          resolve({ ok: false, failure: { kind, code: providerCode(code), detail: echo(request, code), retryAt } })
        } else {
          const holds = (family: Family) => {
            const address = place.holds({ hostname, family })
            return address === null ? [] : [address]
          }
          for (const family of FAMILIES) witness(life, { account: id, hostname, family }, [holds(family)])
          resolve({ ok: true, ipv4: holds('ipv4'), ipv6: holds('ipv6'), proxied: false })
        }
      }, mood.latencyMs)
    })
  }

  return {
    info: {
      ...{ id, label: id, homepage: 'https://example.org', docs: 'https://example.org' },
      fields: [
        { key: 'username', label: { en: 'User', 'zh-CN': '用户' }, secret: false, required: true },
        { key: 'password', label: { en: 'Password', 'zh-CN': '密码' }, secret: true, required: true },
      ],
      endpoint: 'optional',
      families: ['ipv4', 'ipv6'],
      quota: null,
      ...traits,
    },
    update,
    readBack,
  }
}

/** What the zone's servers say of a name; an empty list is silence. */
export function zoneAnswers(
  life: LifeState,
  place: ServerOptions['place'],
  { account, hostname, family }: FamilyKey,
): readonly (readonly string[])[] {
  const endpoint = life.settings.accounts.find((each) => each.id === account)?.endpoint ?? null
  const of = place(account, endpoint)
  const holds = (agoMs = 0): readonly string[] => {
    const address = of.holds({ hostname, family }, agoMs)
    return address === null ? [] : [address]
  }
  switch (life.zone) {
    case 'fresh':
      return [holds(), holds()]
    case 'lagging':
      return [holds(), holds(5 * MINUTE)]
    case 'late':
      return [holds(3 * MINUTE), holds(3 * MINUTE)]
    case 'split':
      return [['192.168.1.5']]
    case 'silent':
      return []
  }
}

export const accountOfHostname = (life: LifeState, hostname: string): string | null =>
  life.settings.records.find((record) => record.hostname === hostname)?.account ?? null
