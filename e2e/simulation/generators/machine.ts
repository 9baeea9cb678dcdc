// What happens to the process and the machine: it ends, the clock is set, the disk is full, the keyring locked.
import fc from 'fast-check'
import { fillDisk, lockKeyring } from '../actions/machine.ts'
import { checkExplained } from '../oracles/explanation-invariants.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../world/virtual-time.ts'
import { action, noInput, shortTime, time, type WeightedAction } from './action.ts'

const step = fc.constantFrom(10 * MINUTE, -10 * MINUTE, MINUTE, -MINUTE, HOUR, -HOUR, DAY, -DAY)
const restart = fc.record({
  offMs: fc.constantFrom(SECOND, 0, 20 * SECOND, 8 * MINUTE, HOUR),
  stepMs: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: step }),
  isMachine: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
})

export const machineActions: readonly WeightedAction[] = [
  action('restart', { weight: 5, input: restart, run: (simulation, how) => simulation.restart(how) }),
  action('restart during a request', {
    weight: 6,
    input: restart,
    isPossible: ({ app }) => app.requestsInFlight > 0,
    run: (simulation, how) => simulation.restart(how),
  }),
  action('crash at a write', {
    weight: 4,
    input: fc.record({ writesLeft: fc.integer({ min: 1, max: 8 }), isAfter: fc.boolean() }),
    run: (simulation, crash) => {
      simulation.guard.crash = { ...crash }
    },
  }),
  action('set the clock', {
    weight: 3,
    input: fc.record({ stepMs: step, restMs: shortTime }),
    run: async (simulation, { stepMs, restMs }) => {
      simulation.setClock(stepMs)
      await simulation.advance(restMs)
    },
  }),
  action('full disk', { weight: 2, input: time, run: fillDisk }),
  action('locked keyring', { weight: 1, input: time, run: lockKeyring }),
  action('explain', { weight: 1, input: noInput, run: (simulation) => checkExplained(simulation) }),
]
