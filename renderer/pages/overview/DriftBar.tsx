// Drift: the zone holds another address than the confirmed one. Shows which, and offers to send ours again.
import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import type { Command } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'

export function DriftBar({ record, command }: { record: RecordStatus; command: Command }) {
  const { t, reason, space } = useLanguage()
  const layout = useLayout()
  const { account, hostname, verified, onDrift } = record
  const drifted = [verified.ipv4, verified.ipv6].flatMap((each) =>
    each?.drift ? [{ why: each.drift, selfCorrecting: each.selfCorrecting }] : [],
  )
  if (drifted.length === 0) return null
  const isCorrected = onDrift === 'correct' && drifted.every(({ selfCorrecting }) => selfCorrecting)
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody className={layout.breakable}>{drifted.map(({ why }) => reason(why)).join(space)}</MessageBarBody>
      {/* Drift that is corrected automatically needs no button. */}
      {!isCorrected && (
        <MessageBarActions>
          <Button
            size="small"
            disabledFocusable={command.busy}
            onClick={() => void command.send('record.force', { account, hostname })}
          >
            {t('window.next-step.send-again')}
          </Button>
        </MessageBarActions>
      )}
    </MessageBar>
  )
}
