// What an action is: something that happens, with an input drawn at random, and whether it makes sense now. Fast-check
// calls it a command.
import fc from 'fast-check'
import { checkState } from '../oracles/state-invariants.ts'
import type { Simulation } from '../simulation.ts'
import { HOUR, MINUTE, SECOND } from '../world/virtual-time.ts'
import { accountsOf } from './scenario.ts'

export type Action = fc.AsyncCommand<Simulation, Simulation>
export type WeightedAction = fc.WeightedArbitrary<Action>

export interface ActionOptions<T> {
  /** How often it is drawn, compared with the others. */
  readonly weight: number
  readonly input: fc.Arbitrary<T>
  /** Whether it can be done now; without it, always. */
  readonly isPossible?: (simulation: Simulation, input: T) => boolean
  readonly run: (simulation: Simulation, input: T) => Promise<void> | void
}

export function action<T>(name: string, { weight, input, isPossible, run }: ActionOptions<T>): WeightedAction {
  const arbitrary = input.map(
    (drawn): Action => ({
      check: (simulation) => isPossible?.(simulation, drawn) ?? true,
      run: async (simulation) => {
        simulation.counters.count(`action: ${name}`)
        await run(simulation, drawn)
        // The process may have crashed at a write in the middle of the action.
        if (!simulation.app.isAlive) await simulation.restart({ offMs: SECOND, stepMs: 0, isMachine: false })
        await checkState(simulation)
      },
      toString: () => `${name} ${JSON.stringify(drawn)}`,
    }),
  )
  return { weight, arbitrary }
}

/** @param which may be greater than the number of elements */
export function pick<T>(all: readonly T[], which: number): T {
  const found = all[which % all.length]
  if (found === undefined) throw new Error('there is nothing to pick from')
  return found
}

/** For `pick`. */
export const index = fc.nat({ max: 11 })

/** Any record of the scenario, whether the settings have it now or not. */
export const anyRecord = ({ scenario }: Simulation, which: number) =>
  pick(
    accountsOf(scenario).flatMap(({ id, hostnames }) => hostnames.map((hostname) => ({ account: id, hostname }))),
    which,
  )

export const unhealthyAccount = ({ scenario }: Simulation, which: number) => pick(scenario.unhealthy, which)

export const noInput = fc.constant(null)
export const shortTime = fc.constantFrom(600, 0, 100, 1_500, 5 * SECOND, 21 * SECOND)
export const time = fc.constantFrom(MINUTE, 5 * SECOND, 30 * SECOND, 3 * MINUTE, 12 * MINUTE, 40 * MINUTE, 3 * HOUR)
