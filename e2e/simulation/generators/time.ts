// Time that passes, also until just before or after the moment that a client waits for.
import fc from 'fast-check'
import { updateNow } from '../actions/updates.ts'
import type { Simulation } from '../simulation.ts'
import { DAY, elapsed, HOUR, SECOND } from '../world/virtual-time.ts'
import { action, noInput, shortTime, time, type WeightedAction } from './action.ts'

const EARLY_MS = 10 * SECOND

const namedTimes = ({ model }: Simulation): readonly number[] =>
  model.accounts.map(({ notBefore }) => notBefore).filter((end) => end > elapsed() + EARLY_MS)

const holdEnds = ({ app }: Simulation): readonly number[] =>
  app.engine.states.holds().flatMap(({ until }) => (until === null ? [] : [until]))

export const timeActions: readonly WeightedAction[] = [
  action('short wait', { weight: 8, input: shortTime, run: (simulation, ms) => simulation.advance(ms) }),
  action('wait', { weight: 6, input: time, run: (simulation, ms) => simulation.advance(ms) }),
  action('long wait', {
    weight: 1,
    input: fc.constantFrom(8 * HOUR, 26 * HOUR),
    run: (simulation, ms) => simulation.advance(ms),
  }),
  action('wait until just before a named time', {
    weight: 12,
    input: fc.boolean(),
    isPossible: (simulation) => namedTimes(simulation).length > 0,
    run: async (simulation, isUpdateWanted) => {
      await simulation.advance(Math.min(...namedTimes(simulation)) - elapsed() - EARLY_MS)
      if (isUpdateWanted) await updateNow(simulation)
      await simulation.advance(SECOND)
    },
  }),
  action('wait until a hold ends', {
    weight: 6,
    input: noInput,
    isPossible: (simulation) => holdEnds(simulation).some((until) => until > Date.now() && until < Date.now() + DAY),
    run: (simulation) => simulation.advance(Math.max(0, Math.min(...holdEnds(simulation)) - Date.now()) + SECOND),
  }),
]
