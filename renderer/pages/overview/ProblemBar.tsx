// One trouble of a domain: the stop behind it with its steps, or a sentence where nothing is held.
import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import type { ProviderInfo } from '../../../app/contract/provider-info.ts'
import type { BreakerState, RecordStatus } from '../../../app/contract/snapshot.ts'
import { HoldBar } from '../../components/holds/HoldBar.tsx'
import type { Problem } from '../../components/holds/next-step.ts'
import type { Intent } from '../../components/use-command.ts'
import { useLayout } from '../../theme/layout.ts'

interface Props {
  readonly trouble: Problem
  readonly record: RecordStatus
  readonly breaker: BreakerState
  readonly provider: ProviderInfo | null
  readonly intent: Intent
}

export function TroubleBar({ trouble, record, breaker, provider, intent }: Props) {
  const layout = useLayout()
  const { hold, message } = trouble
  if (hold !== null) {
    return <HoldBar hold={hold} breaker={breaker} provider={provider} hostname={record.hostname} intent={intent} />
  }
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody className={layout.breakable}>{message}</MessageBarBody>
    </MessageBar>
  )
}
