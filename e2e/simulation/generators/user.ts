// What the user does: commands, edits and pauses.
import fc from 'fast-check'
import { FAMILIES, type Family } from '../../../app/model/address.ts'
import { editAccount, endPause, pause, removeRecord, saveRecord } from '../actions/edits.ts'
import { dismiss, forceUpdate, liftHold, undo, updateNow } from '../actions/updates.ts'
import type { Simulation } from '../simulation.ts'
import { recordOf } from '../simulation-state.ts'
import { action, anyRecord, index, noInput, pick, shortTime, type WeightedAction } from './action.ts'

const families = fc.constantFrom<readonly Family[]>(['ipv4'], ['ipv6'], FAMILIES)

const holds = ({ app }: Simulation) => app.engine.states.holds()
/** What the user can try again: holds, and addresses that were dismissed. */
const retryable = (simulation: Simulation) => [...holds(simulation), ...simulation.app.engine.states.dismissed()]
const refused = (simulation: Simulation) => holds(simulation).filter((hold) => hold.class === 'needs-user')
const parked = (simulation: Simulation) => holds(simulation).filter((hold) => hold.class === 'parked')
const isInSettings = (simulation: Simulation, { record }: { readonly record: number }): boolean =>
  recordOf(simulation, anyRecord(simulation, record)) !== undefined

async function replaceSecret(simulation: Simulation, account: string, endpoint?: string): Promise<void> {
  simulation.secretsMade += 1
  await editAccount(simulation, account, endpoint, `canary-${account}-${simulation.secretsMade}`)
}

export const userActions: readonly WeightedAction[] = [
  action('update now', {
    weight: 3,
    input: shortTime,
    run: async (simulation, restMs) => {
      await updateNow(simulation)
      await simulation.advance(restMs)
    },
  }),
  action('force', {
    weight: 3,
    input: fc.record({ record: index, pollsAfter: fc.constantFrom(null, 200, 900), restMs: shortTime }),
    run: async (simulation, { record, pollsAfter, restMs }) => {
      const { account, hostname } = anyRecord(simulation, record)
      await forceUpdate(simulation, account, hostname)
      if (pollsAfter !== null) {
        await simulation.advance(pollsAfter)
        simulation.app.engine.request('poll')
      }
      await simulation.advance(restMs)
    },
  }),
  action('try again', {
    weight: 4,
    input: fc.record({ hold: index, restMs: shortTime }),
    isPossible: (simulation) => retryable(simulation).length > 0,
    run: async (simulation, { hold, restMs }) => {
      const { account, hostname } = pick(retryable(simulation), hold)
      await liftHold(simulation, account, hostname)
      await simulation.advance(restMs)
    },
  }),
  action('dismiss', {
    weight: 10,
    input: fc.record({ hold: index, isWholeAccount: fc.boolean(), restMs: shortTime }),
    isPossible: (simulation) => parked(simulation).length > 0,
    run: async (simulation, { hold, isWholeAccount, restMs }) => {
      const { account, hostname } = pick(parked(simulation), hold)
      const first = simulation.settings.records.find((record) => record.account === account)?.hostname ?? null
      await dismiss(simulation, account, isWholeAccount ? null : (hostname ?? first))
      await simulation.advance(restMs)
    },
  }),
  action('undo', {
    weight: 3,
    input: fc.record({ record: index, restMs: shortTime }),
    isPossible: isInSettings,
    run: async (simulation, { record, restMs }) => {
      const { account, hostname } = anyRecord(simulation, record)
      await undo(simulation, account, hostname)
      await simulation.advance(restMs)
    },
  }),
  action('edit account', {
    weight: 4,
    input: fc.record({ record: index, endpoint: fc.constantFrom(undefined, undefined, 'https://other.example.org') }),
    run: async (simulation, { record, endpoint }) => {
      await replaceSecret(simulation, anyRecord(simulation, record).account, endpoint)
      await simulation.advance(100)
    },
  }),
  action('edit a refused account', {
    weight: 8,
    input: fc.record({ hold: index, restMs: shortTime }),
    isPossible: (simulation) => refused(simulation).length > 0,
    run: async (simulation, { hold, restMs }) => {
      await replaceSecret(simulation, pick(refused(simulation), hold).account)
      await simulation.advance(restMs)
    },
  }),
  action('edit families', {
    weight: 3,
    input: fc.record({ record: index, families }),
    run: async (simulation, { record, families: on }) => {
      const { account, hostname } = anyRecord(simulation, record)
      await saveRecord(simulation, account, hostname, on)
      await simulation.advance(100)
    },
  }),
  action('remove record', {
    weight: 1,
    input: fc.record({ record: index, restMs: shortTime }),
    isPossible: isInSettings,
    run: async (simulation, { record, restMs }) => {
      const { account, hostname } = anyRecord(simulation, record)
      await removeRecord(simulation, account, hostname)
      await simulation.advance(restMs)
    },
  }),
  action('pause', { weight: 2, input: fc.constantFrom(1, 10, 60, null), run: pause }),
  action('end pause', {
    weight: 8,
    input: noInput,
    isPossible: (simulation) => simulation.pause.until !== null,
    run: endPause,
  }),
]
