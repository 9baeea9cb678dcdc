// A command of the state machine: one deed with its circumstances, drawn at random, and whether it makes sense in the life
// as it is.
import fc from 'fast-check'
import { inspect } from '../oracles/state-invariants.ts'
import type { Life } from '../simulation.ts'
import { HOUR, MINUTE, SECOND } from '../world/virtual-time.ts'
import { accountsOf } from './scenario.ts'

export type Command = fc.AsyncCommand<Life, Life>
export type Weighted = fc.WeightedArbitrary<Command>

export interface Deed<T> {
  /** How often it is drawn beside the others. */
  readonly weight: number
  readonly of: fc.Arbitrary<T>
  /** Whether there is anything to be done; without it, always. */
  readonly isFit?: (life: Life, of: T) => boolean
  readonly run: (life: Life, of: T) => Promise<void> | void
}

export function command<T>(name: string, { weight, of, isFit, run }: Deed<T>): Weighted {
  const arbitrary = of.map(
    (circumstances): Command => ({
      check: (life) => isFit?.(life, circumstances) ?? true,
      run: async (life) => {
        life.tally.count(`did: ${name}`)
        await run(life, circumstances)
        // It may have ended at a write, in the middle of what was done.
        if (!life.run.isAlive) await life.restart({ offMs: SECOND, stepMs: 0, isMachine: false })
        await inspect(life)
      },
      toString: () => `${name} ${JSON.stringify(circumstances)}`,
    }),
  )
  return { weight, arbitrary }
}

/** One of them, by a number that may be greater than they are many. */
export function pick<T>(all: readonly T[], which: number): T {
  const found = all[which % all.length]
  if (found === undefined) throw new Error('there is none to choose from')
  return found
}

/** For `pick`. */
export const index = fc.nat({ max: 11 })

/** Any name that a life knows, whether it is in the settings now or not. */
export const anyName = ({ climate }: Life, which: number) =>
  pick(
    accountsOf(climate).flatMap(({ id, hostnames }) => hostnames.map((hostname) => ({ account: id, hostname }))),
    which,
  )

export const sickAccount = ({ climate }: Life, which: number) => pick(climate.sick, which)

export const nothing = fc.constant(null)
export const shortTime = fc.constantFrom(600, 0, 100, 1_500, 5 * SECOND, 21 * SECOND)
export const time = fc.constantFrom(MINUTE, 5 * SECOND, 30 * SECOND, 3 * MINUTE, 12 * MINUTE, 40 * MINUTE, 3 * HOUR)
