// The zone holds another address than the one that was confirmed: what it is, and the way to put it right.
import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components'
import type { ReasonCode } from '../../../app/contract/reason.ts'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import type { Intent } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'

const MENDS_ITSELF: ReadonlySet<ReasonCode> = new Set(['update-drift', 'update-drift-gone'])

export function Drift({ record, intent }: { record: RecordStatus; intent: Intent }) {
  const { t, reason, space } = useLanguage()
  const layout = useLayout()
  const { account, hostname, verified, onDrift } = record
  const drifts = [verified.ipv4?.drift, verified.ipv6?.drift].filter((drift) => drift !== null && drift !== undefined)
  if (drifts.length === 0) return null
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody className={layout.breakable}>{drifts.map(reason).join(space)}</MessageBarBody>
      {/* Where it is put right by itself there is nothing to press. */}
      {(onDrift === 'show' || !drifts.every(({ code }) => MENDS_ITSELF.has(code))) && (
        <MessageBarActions>
          <Button
            size="small"
            disabledFocusable={intent.busy}
            onClick={() => void intent.send('record.force', { account, hostname })}
          >
            {t('window.next-step.send-again')}
          </Button>
        </MessageBarActions>
      )}
    </MessageBar>
  )
}
