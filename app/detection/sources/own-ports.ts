// What single sources use of the world outside, beside what all may use.
import type { ReadSmallFile } from '../../model/address-file.ts'
import type { RunCommand } from '../../model/command.ts'
import type { Clock } from '../../model/ports.ts'
import type { DnsVoterPorts } from './dns/dns-voter.ts'
import type { StunVoterPorts } from './stun/stun-voter.ts'

export interface CommandSourcePorts {
  readonly clock: Clock
  readonly runCommand: RunCommand
  /** Whether the settings file switches programs on; read at each use. */
  readonly commands: () => boolean
}

export interface FileSourcePorts {
  readonly clock: Clock
  readonly readFile: ReadSmallFile
}

export type OwnPorts = DnsVoterPorts & StunVoterPorts & CommandSourcePorts & FileSourcePorts
