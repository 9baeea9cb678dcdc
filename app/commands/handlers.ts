// What the user can ask for. The window's calls end here; the control socket and the command line reach the same
// commands by way of control-handlers.ts.

import type { Answer } from '../contract/guards.ts'
import { sameHostname } from '../contract/hostname.ts'
import type { EngineHandlers } from '../contract/ipc.ts'
import type { Locale } from '../contract/locale.ts'
import type { Outcome } from '../contract/outcome.ts'
import type { Clock } from '../model/ports.ts'
import type { Store } from '../model/store.ts'
import { explainedHistory } from './explain.ts'
import { createForcePause } from './force-pause.ts'
import { createRefusals } from './refusals.ts'
import { createSettingsHandlers, type SettingsHandlersOptions } from './settings-handlers.ts'

export interface CommandHandlersOptions extends Omit<SettingsHandlersOptions, 'refusals'> {
  readonly store: Pick<Store, 'history' | 'round' | 'lastRound'>
  readonly clock: Clock
  readonly locale: () => Locale
  /** @returns false when there is no such question, or it has no such answer */
  readonly answer: (id: string, answer: Answer) => boolean
}

export type CommandHandlers = EngineHandlers

const done: Outcome = { ok: true }

export function createCommandHandlers(options: CommandHandlersOptions): CommandHandlers {
  const { engine, store } = options
  const refusals = createRefusals(options.locale)
  const forcePause = createForcePause(options.clock)
  const recordOf = (account: string, hostname: string) =>
    options.settings().records.find((each) => each.account === account && sameHostname(each.hostname, hostname))

  return {
    ...createSettingsHandlers({ ...options, refusals }),
    'history.query': (query) => store.history(query),
    'history.round': (id) => store.round(id),
    'engine.update-now': () => {
      if (engine.pause.active) engine.pause.end()
      else engine.request('user', { retryParked: true })
      return done
    },
    'engine.pause': ({ minutes }) => {
      engine.pause.begin(minutes === null ? null : options.clock.now() + minutes * 60_000)
      return done
    },
    'engine.resume': () => {
      engine.pause.end()
      return done
    },
    'hold.lift': ({ account, hostname }) => {
      engine.liftHold(account, hostname)
      return done
    },
    'hold.dismiss': ({ account, hostname }) => {
      engine.dismiss(account, hostname)
      return done
    },
    'question.answer': ({ id, answer }) => {
      if (!options.answer(id, answer)) return refusals.noSuchQuestion()
      engine.request('user')
      return done
    },
    'record.undo': ({ account, hostname }) =>
      engine.undo(account, hostname) ? done : refusals.nothingToUndo(hostname),
    'record.force': ({ account, hostname }) => {
      if (engine.pause.active) return refusals.paused()
      const record = recordOf(account, hostname)
      if (record === undefined) return refusals.unknownRecord(hostname)
      const waitMs = forcePause.begin(`${account}/${record.hostname}`)
      if (waitMs > 0) return refusals.forcedJustNow(hostname, Math.ceil(waitMs / 1_000))
      engine.request('user', { forceRecords: [record] })
      return done
    },
    'record.propagation': async ({ account, hostname }) => {
      const record = recordOf(account, hostname)
      if (record === undefined) return refusals.unknownRecord(hostname)
      return { ok: true, propagation: await engine.propagation(record, true) }
    },
    'record.explain': (name) => explainedHistory(store, name),
  }
}
