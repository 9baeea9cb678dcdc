// All actions, and how many of them a run has. A change of their order, weights or inputs changes what a seed means.
import fc from 'fast-check'
import type { Action } from './action.ts'
import { machineActions } from './machine.ts'
import { networkActions } from './network.ts'
import { serverActions } from './servers.ts'
import { timeActions } from './time.ts'
import { userActions } from './user.ts'

const MOST_ACTIONS = 30
const ALL = [networkActions, serverActions, timeActions, userActions, machineActions].flat()

/** @param replayPath the actions that shrinking left out, as fast-check prints it */
export const actions = (replayPath: string | undefined): fc.Arbitrary<Iterable<Action>> =>
  fc.commands([fc.oneof(...ALL)], {
    ...(replayPath === undefined ? {} : { replayPath }),
    maxCommands: MOST_ACTIONS,
    size: 'max',
  })
