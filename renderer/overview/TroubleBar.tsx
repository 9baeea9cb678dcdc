// One trouble of a domain: the stop behind it with its steps, or a sentence where nothing is held.
import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import type { ProviderInfo } from '../../app/contract/provider-info.ts'
import type { BreakerState, RecordStatus } from '../../app/contract/snapshot.ts'
import type { Intent } from '../frame/intent.ts'
import { HoldBar } from '../holds/HoldBar.tsx'
import type { Trouble } from '../holds/next-step.ts'
import { useLayout } from '../look/layout.ts'

interface Props {
  readonly trouble: Trouble
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
