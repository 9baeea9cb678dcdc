// One problem of a domain: its hold with the next steps, or a sentence where nothing is held.
import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import type { ProviderInfo } from '../../../app/contract/provider-info.ts'
import type { BreakerState, RecordStatus } from '../../../app/contract/snapshot.ts'
import { HoldBar } from '../../components/holds/HoldBar.tsx'
import type { RecordProblem } from '../../components/holds/next-step.ts'
import type { Command } from '../../components/use-command.ts'
import { useLayout } from '../../theme/layout.ts'

interface Props {
  readonly problem: RecordProblem
  readonly record: RecordStatus
  readonly breaker: BreakerState
  readonly provider: ProviderInfo | null
  readonly command: Command
}

export function ProblemBar({ problem, record, breaker, provider, command }: Props) {
  const layout = useLayout()
  const { hold, message } = problem
  if (hold !== null) {
    return <HoldBar hold={hold} breaker={breaker} provider={provider} hostname={record.hostname} command={command} />
  }
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody className={layout.breakable}>{message}</MessageBarBody>
    </MessageBar>
  )
}
