// Time that passes, also just as long as somebody would wait who is a little too impatient.
import fc from 'fast-check'
import { updateNow } from '../actions/updates.ts'
import type { Life } from '../simulation.ts'
import { DAY, HOUR, passed, SECOND } from '../world/virtual-time.ts'
import { command, nothing, shortTime, time, type Weighted } from './command.ts'

const EARLY_MS = 10 * SECOND

const namedTimes = ({ book }: Life): readonly number[] =>
  book.accounts.map(({ notBefore }) => notBefore).filter((end) => end > passed() + EARLY_MS)

const holdEnds = ({ run }: Life): readonly number[] =>
  run.engine.states.holds().flatMap(({ until }) => (until === null ? [] : [until]))

export const waitCommands: readonly Weighted[] = [
  command('pass', { weight: 8, of: shortTime, run: (life, ms) => life.pass(ms) }),
  command('wait', { weight: 6, of: time, run: (life, ms) => life.pass(ms) }),
  command('wait for long', { weight: 1, of: fc.constantFrom(8 * HOUR, 26 * HOUR), run: (life, ms) => life.pass(ms) }),
  command('come a little too early', {
    weight: 12,
    of: fc.boolean(),
    isFit: (life) => namedTimes(life).length > 0,
    run: async (life, isAsking) => {
      await life.pass(Math.min(...namedTimes(life)) - passed() - EARLY_MS)
      if (isAsking) await updateNow(life)
      await life.pass(SECOND)
    },
  }),
  command('wait until a hold ends', {
    weight: 6,
    of: nothing,
    isFit: (life) => holdEnds(life).some((until) => until > Date.now() && until < Date.now() + DAY),
    run: (life) => life.pass(Math.max(0, Math.min(...holdEnds(life)) - Date.now()) + SECOND),
  }),
]
