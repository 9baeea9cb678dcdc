// What happens to the machine and to the process: it ends, the clock is set, the disk is full, the keyring locked.
import fc from 'fast-check'
import { fillDisk, lockKeyring } from '../actions/machine.ts'
import { isExplained } from '../oracles/state-invariants.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../world/virtual-time.ts'
import { command, nothing, shortTime, time, type Weighted } from './command.ts'

const step = fc.constantFrom(10 * MINUTE, -10 * MINUTE, MINUTE, -MINUTE, HOUR, -HOUR, DAY, -DAY)
const restart = fc.record({
  offMs: fc.constantFrom(SECOND, 0, 20 * SECOND, 8 * MINUTE, HOUR),
  stepMs: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: step }),
  isMachine: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
})

export const machineCommands: readonly Weighted[] = [
  command('restart', { weight: 5, of: restart, run: (life, how) => life.restart(how) }),
  command('restart while a request is under way', {
    weight: 6,
    of: restart,
    isFit: ({ run }) => run.underWay > 0,
    run: (life, how) => life.restart(how),
  }),
  command('end at a write', {
    weight: 4,
    of: fc.record({ left: fc.integer({ min: 1, max: 8 }), isAfter: fc.boolean() }),
    run: (life, cut) => {
      life.guard.cut = { ...cut }
    },
  }),
  command('set the clock', {
    weight: 3,
    of: fc.record({ step, restMs: shortTime }),
    run: async (life, { step: ms, restMs }) => {
      life.stepClock(ms)
      await life.pass(restMs)
    },
  }),
  command('full disk', { weight: 2, of: time, run: fillDisk }),
  command('locked keyring', { weight: 1, of: time, run: lockKeyring }),
  command('ask why', { weight: 1, of: nothing, run: (life) => isExplained(life) }),
]
