// An engine that holds a snapshot in memory and changes it as it is told: for looking at the shell and driving it in every
// state without a network. Never part of the product.

import type { AppSnapshot } from '../../app/contract/snapshot.ts'
import { createEvent } from '../../app/model/event.ts'
import type { EnginePort } from '../../app/shell/engine-port.ts'
import { firstSnapshot } from '../../app/shell/test/snapshots.ts'

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
      'hold.forget': () => done,
      'record.undo': () => done,
      'record.force': () => done,
      'record.propagation': ({ account, hostname }) => ({
        ok: true,
        propagation: { account, hostname, at: new Date().toISOString(), families: [] },
      }),
      'settings.save': () => done,
    },
  }
}
