// Stands in for the main process when the page runs in a browser: serves samples, accepts most commands, and changes the
// sample so that the page reacts. Never part of the app.
import {
  type Bridge,
  type CallName,
  calls,
  type Handlers,
  type ParsedPayload,
  type Payload,
  type PushName,
  type PushValue,
  type Result,
} from '../../app/contract/ipc.ts'
import type { Outcome } from '../../app/contract/outcome.ts'
import { type AppOptionChanges, type AppOptions, appOptionsSchema } from '../../app/contract/settings.ts'
import type { AppSnapshot } from '../../app/contract/snapshot.ts'
import { stubHandlers } from '../../app/testing/stub-handlers.ts'
import { sampleExplanation, sampleHistory, sampleRound } from './sample-history.ts'
import { samplePropagation } from './sample-propagation.ts'

const done: Outcome = { ok: true }
const WAIT_MS = 150

/** Null returns an option to its default, as in the settings file. */
function changed(options: AppOptions, changes: AppOptionChanges): AppOptions {
  const entries = Object.entries({ ...options, ...changes }).filter(([, value]) => value !== null)
  return appOptionsSchema.parse(Object.fromEntries(entries))
}

export function fakeBridge(start: AppSnapshot): Bridge {
  let snapshot = start
  const listeners = new Set<(value: AppSnapshot) => void>()
  const become = (change: Partial<AppSnapshot>): Outcome => {
    snapshot = { ...snapshot, ...change, revision: snapshot.revision + 1 }
    for (const listener of listeners) listener(snapshot)
    return done
  }

  const handlers: Handlers = stubHandlers({
    'snapshot.get': () => snapshot,
    'history.query': sampleHistory,
    'history.round': sampleRound,
    'record.explain': sampleExplanation,
    'engine.update-now': () => become({ overall: 'updating' }),
    'engine.pause': ({ minutes }) =>
      become({
        overall: 'paused',
        paused: true,
        pausedUntil: minutes === null ? null : new Date(Date.now() + minutes * 60_000).toISOString(),
      }),
    'engine.resume': () => become({ overall: 'ok', paused: false, pausedUntil: null }),
    'account.save': ({ account, secrets }) => {
      const others = snapshot.accounts.filter(({ id }) => id !== account.id)
      const stored = Object.fromEntries(Object.keys(secrets).map((key) => [key, 'present' as const]))
      const before = snapshot.accounts.find(({ id }) => id === account.id)
      const { id, provider, endpoint = null, ca = null, allowPlainHttp = false, fields } = account
      const made = {
        id,
        provider,
        endpoint,
        ca,
        allowPlainHttp,
        fields,
        failure: null,
        heldUntil: null,
        breaker: 'closed' as const,
      }
      return become({ accounts: [...others, { ...made, secrets: { ...before?.secrets, ...stored } }] })
    },
    'account.remove': (id) =>
      become({
        accounts: snapshot.accounts.filter((account) => account.id !== id),
        records: snapshot.records.filter((record) => record.account !== id),
      }),
    'secret.clear': ({ account, field }) =>
      become({
        accounts: snapshot.accounts.map((known) =>
          known.id === account ? { ...known, secrets: { ...known.secrets, [field]: 'missing' } } : known,
        ),
      }),
    'record.save': ({ record, replaces }) => {
      if (record.hostname === 'refused.example.org') {
        return {
          ok: false,
          message: 'The settings file cannot be written: the disk is full. Free some space and save again.',
        }
      }
      const others = snapshot.records.filter(
        ({ account, hostname }) => account !== replaces?.account || hostname !== replaces.hostname,
      )
      const policies = { ipv4: record.ipv4, ipv6: record.ipv6 }
      const made = {
        account: record.account,
        hostname: record.hostname,
        policies,
        state: 'updating' as const,
        previous: { ipv4: null, ipv6: null },
        verified: { ipv4: null, ipv6: null },
        onDrift: record.onDrift ?? 'show',
        learnt: [],
      }
      return become({ records: [...others, { ...made, families: [] }] })
    },
    'record.remove': (gone) =>
      become({
        records: snapshot.records.filter(
          ({ account, hostname }) => account !== gone.account || hostname !== gone.hostname,
        ),
      }),
    'record.propagation': (name) => ({ ok: true, propagation: samplePropagation(name) }),
    'record.force': () => become({ overall: 'updating' }),
    'settings.save': (changes) => {
      const { file, editable, ...options } = snapshot.settings
      const { language } = changes
      return become({
        locale: !language || language === 'system' ? snapshot.locale : language,
        settings: { file, editable, ...changed(options, changes) },
      })
    },
    'login-item.set': (on) => become({ loginItem: on ? 'on' : 'off' }),
  })

  return {
    call: async <N extends CallName>(name: N, payload: Payload<N>): Promise<Result<N>> => {
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
      // Parsed as in the main process, so that a payload that it would refuse is refused here, too.
      return handlers[name](calls[name].payload.parse(payload) as ParsedPayload<N>)
    },
    listen: <N extends PushName>(name: N, listener: (value: PushValue<N>) => void) => {
      if (name !== 'snapshot.changed') return () => {}
      const take = listener as (value: AppSnapshot) => void
      listeners.add(take)
      return () => void listeners.delete(take)
    },
  }
}
