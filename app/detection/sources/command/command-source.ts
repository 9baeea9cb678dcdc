// The source `command`: what a program on this computer prints. The user chose it, so it is trusted alone.
import type { SourcePolicy } from '../../../contract/address-sources.ts'
import { type Reason, reason } from '../../../contract/reason.ts'
import type { CommandResult } from '../../../model/command.ts'
import type { SourceAnswer } from '../../../model/observation.ts'
import { readAddressText } from '../address-text.ts'
import type { CommandSourcePorts } from '../own-ports.ts'
import { type AddressSource, unknown } from '../source.ts'

const LIMITS = { timeoutMs: 10_000, maxBytes: 4_096 } as const

export function createCommandSource(ports: CommandSourcePorts): AddressSource<SourcePolicy<'command'>> {
  const { clock, runCommand, commands } = ports
  return {
    detect: async ({ policy, family }) => {
      // Arguments may be long, and are nobody's business in an explanation.
      const program = policy.command[0] ?? ''
      if (!commands()) {
        return { observation: unknown(reason('command-off', { command: program })), answers: [], candidates: [] }
      }
      const startedAt = clock.monotonic()
      const result = await runCommand(policy.command, LIMITS)
      const failure = failureOf(result, program)
      const reading =
        result.kind === 'ended' && failure === null
          ? readAddressText(result.output, family, program)
          : { address: null, refused: failure }
      const { address, refused } = reading
      const detail = refused === null ? null : detailOf(result)
      const tookMs = clock.monotonic() - startedAt
      const answer: SourceAnswer = { source: 'command', name: program, address, refused, detail, tookMs }
      const observation =
        address === null || refused !== null
          ? unknown(refused ?? reason('text-other', { name: program }))
          : ({ kind: 'known', address, why: reason('command-tells', { command: program, address }) } as const)
      return { observation, answers: [answer], candidates: [] }
    },
  }
}

/** Null when it ended well. */
function failureOf(result: CommandResult, command: string): Reason | null {
  switch (result.kind) {
    case 'ended':
      return result.code === 0 ? null : reason('command-failed', { command, code: result.code })
    case 'not-started':
      return reason('command-not-started', { command })
    case 'killed':
      return reason('command-killed', { command })
    case 'timeout':
      return reason('command-timeout', { command, seconds: LIMITS.timeoutMs / 1_000 })
    case 'too-long':
      return reason('command-too-long', { command, bytes: LIMITS.maxBytes })
  }
}

function detailOf(result: CommandResult): string | null {
  if (result.kind === 'not-started') return result.code
  if (result.kind === 'killed') return result.signal
  // What it wrote to standard error may hold somebody's secret.
  return null
}
