// An engine that holds a snapshot in memory and changes it as it is told: for looking at the shell and driving it in every
// state without a network. Never part of the product.

import { emptySettings } from '../../app/contract/settings.ts'
import type { AppSnapshot, RecordStatus } from '../../app/contract/snapshot.ts'
import { createEvent } from '../../app/model/event.ts'
import type { EnginePort } from '../../app/shell/engine-port.ts'

export function recordOf(
  hostname: string,
  patch: Partial<RecordStatus> & { address?: string | null; message?: string } = {},
): RecordStatus {
  const { address = '11.22.33.44', message = null, ...rest } = patch
  const state = rest.state ?? 'ok'
  return {
    account: 'home',
    hostname,
    policies: { ipv4: 'auto', ipv6: 'off' },
    state,
    families: [
      {
        account: 'home',
        hostname,
        family: 'ipv4',
        desired: address,
        confirmed: address,
        confirmedAt: address === null ? null : new Date(0).toISOString(),
        state: state === 'attention' ? 'failed' : 'confirmed',
        kind: state === 'attention' ? 'credentials' : null,
        message,
        heldUntil: null,
        nextLook: null,
      },
    ],
    ...rest,
  }
}

export function firstSnapshot(locale: AppSnapshot['locale']): AppSnapshot {
  const settings = emptySettings()
  return {
    revision: 1,
    version: '0.1.0',
    locale,
    overall: 'ok',
    summary: locale === 'en' ? 'Everything is up to date.' : '全部域名均为最新。',
    pausedUntil: null,
    paused: false,
    records: [recordOf('nas.example.org'), recordOf('home.example.net')],
    accounts: [],
    interfaces: [],
    providers: [],
    notices: [],
    settings: {
      file: 'settings.yaml',
      editable: true,
      language: locale,
      theme: 'system',
      contact: null,
      notifications: settings.notifications,
      detection: settings.detection,
    },
    loginItem: 'unavailable',
    lastRound: null,
    nextLook: null,
  }
}

export interface MemoryEngine extends EnginePort {
  readonly change: (patch: Partial<AppSnapshot>) => void
}

export function memoryEngine(locale: AppSnapshot['locale']): MemoryEngine {
  let snapshot = firstSnapshot(locale)
  const changed = createEvent<AppSnapshot>()
  const change = (patch: Partial<AppSnapshot>): void => {
    snapshot = { ...snapshot, ...patch, revision: snapshot.revision + 1 }
    changed.emit(snapshot)
  }
  const done = { ok: true } as const
  return {
    change,
    snapshot: () => snapshot,
    onSnapshot: changed.listen,
    loginItemChanged: (loginItem) => change({ loginItem }),
    power: (event) => process.stdout.write(`${JSON.stringify({ power: event })}\n`),
    stop: async () => undefined,
    handlers: {
      'history.query': () => ({ attempts: [], more: false }),
      'history.round': () => null,
      'engine.update-now': () => done,
      'engine.pause': ({ minutes }) => {
        change({
          overall: 'paused',
          paused: true,
          pausedUntil: minutes === null ? null : new Date(Date.now() + minutes * 60_000).toISOString(),
        })
        return done
      },
      'engine.resume': () => {
        change({ overall: 'ok', paused: false, pausedUntil: null })
        return done
      },
      'account.save': () => done,
      'account.remove': () => done,
      'secret.clear': () => done,
      'record.save': () => done,
      'record.remove': () => done,
      'hold.lift': () => done,
      'settings.save': () => done,
    },
  }
}
