// Measures a round in which nothing changed: the real engine and store with many records, and stubs around them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AccountSettings, settingsSchema } from '../../app/contract/settings.ts'
import { destinationOf } from '../../app/engine/destination.ts'
import { createEngine } from '../../app/engine/engine.ts'
import { createStateCache } from '../../app/engine/state-cache.ts'
import type { Store } from '../../app/model/store.ts'
import { createClock } from '../../app/platform/clock.ts'
import { providerOf } from '../../app/providers/registry.ts'
import { openStore } from '../../app/store/sqlite-store.ts'
import { median } from './statistics.ts'

const ADDRESS = '11.22.33.44'
const ROUNDS = 15

function settingsOf(records: number) {
  return settingsSchema.parse({
    version: 1,
    accounts: [{ id: 'home', provider: 'dyndns2', endpoint: 'https://dyn.example.org', fields: { username: 'u' } }],
    records: Array.from({ length: records }, (_, index) => ({ account: 'home', hostname: `h${index}.example.org` })),
  })
}

/** Confirms every record at the address that will be observed. */
function confirmAll(store: Store, records: number, account: AccountSettings): void {
  const at = Date.now()
  const keys = Array.from({ length: records }, (_, index) => ({
    account: 'home',
    hostname: `h${index}.example.org`,
    family: 'ipv4' as const,
  }))
  const states = createStateCache(store)
  const ids = states.begin(
    keys.map((key) => ({
      ...key,
      roundId: null,
      trigger: 'startup',
      from: null,
      to: ADDRESS,
      at,
      destination: destinationOf(account),
    })),
  )
  states.settle(ids.map((attempt) => ({ attempt, at, result: 'confirmed', raw: null })))
}

/** @returns the median duration of a round in milliseconds, from its request to its end */
export async function measureQuietRound(records: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'homeward-bench-'))
  const { store } = openStore(join(folder, 'homeward.sqlite'), 'bench')
  try {
    const settings = settingsOf(records)
    const [account] = settings.accounts
    if (account === undefined) throw new Error('the settings of the bench have an account')
    confirmAll(store, records, account)
    const engine = createEngine({
      settings: () => settings,
      store,
      adapters: {
        list: async () => [],
        bestRoute: async () => null,
        subscribe: () => () => {},
        mode: { kind: 'events' },
      },
      detector: {
        observe: async (request) => ({
          request,
          observation: {
            kind: 'known',
            address: ADDRESS,
            why: { code: 'address-chosen', params: { address: ADDRESS } },
          },
          answers: [],
          candidates: [],
          tookMs: 0,
        }),
      },
      provider: providerOf,
      credentials: {
        read: async () => ({ state: 'found', value: 'secret of the bench' }),
      },
      http: { request: () => Promise.reject(new Error('a quiet round sends nothing')), reset: () => {} },
      dns: { ask: () => Promise.reject(new Error('a quiet round asks no zone')), systemServers: () => [] },
      clock: createClock(),
      random: () => 0.5,
      log: () => {},
      fingerprint: (text) => text,
      userAgent: () => 'Homeward/bench',
    })
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const started = performance.now()
      engine.request('poll')
      await engine.idle()
      times.push(performance.now() - started)
    }
    engine.stop()
    return median(times)
  } finally {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
