// An engine that holds one snapshot in memory and changes it on request. It drives the shell into every state without a
// network, and is never part of the product.
import type { AppSnapshot } from '../../app/contract/snapshot.ts'
import { createEvent } from '../../app/model/event.ts'
import type { EnginePort } from '../../app/shell/engine-port.ts'
import { createSnapshot } from '../../app/testing/snapshots.ts'
import { stubHandlers } from '../../app/testing/stub-handlers.ts'

export interface MemoryEngine extends EnginePort {
  readonly change: (patch: Partial<AppSnapshot>) => void
}

export function memoryEngine(locale: AppSnapshot['locale']): MemoryEngine {
  let snapshot = createSnapshot(locale)
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
    handlers: stubHandlers({
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
      'record.propagation': ({ account, hostname }) => ({
        ok: true,
        propagation: { account, hostname, at: new Date().toISOString(), families: [] },
      }),
    }),
  }
}
