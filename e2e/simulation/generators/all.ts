// All commands, and how many of them a life has.
import fc from 'fast-check'
import type { Command } from './command.ts'
import { machineCommands } from './machine.ts'
import { networkCommands } from './network.ts'
import { serverCommands } from './servers.ts'
import { userCommands } from './user.ts'
import { waitCommands } from './waits.ts'

const MOST = 30
const ALL = [networkCommands, serverCommands, waitCommands, userCommands, machineCommands].flat()

/** @param replayPath which commands were left out on the way to a smaller life, as fast-check tells it */
export const commands = (replayPath: string | undefined): fc.Arbitrary<Iterable<Command>> =>
  fc.commands([fc.oneof(...ALL)], {
    ...(replayPath === undefined ? {} : { replayPath }),
    maxCommands: MOST,
    size: 'max',
  })
