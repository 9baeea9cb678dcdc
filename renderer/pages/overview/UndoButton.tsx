// Restores the addresses before the last change with one click. Shown only while there is something to restore.
import { Button, makeStyles, mergeClasses, Tooltip } from '@fluentui/react-components'
import { ArrowUndoRegular } from '@fluentui/react-icons/svg/arrow-undo'
import { shownHostname } from '../../../app/contract/hostname.ts'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import type { Command } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'
import { undoPreview } from './undo-preview.ts'

// Two long addresses may need a second line.
const useStyles = makeStyles({ button: { textAlign: 'start', maxWidth: '100%' } })

export function UndoButton({ record, command }: { record: RecordStatus; command: Command }) {
  const { t, formats } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const { account, hostname, state } = record
  const changes = undoPreview(record)
  if (changes.length === 0) return null
  const address = formats.list(changes.map(({ previous }) => previous))
  const current = formats.list(changes.map((change) => change.current))
  const label = t('window.overview.undo', { address })
  return (
    <Tooltip content={t('window.overview.undo-help', { address, current })} relationship="description">
      <Button
        className={mergeClasses(styles.button, layout.breakable)}
        size="small"
        icon={<ArrowUndoRegular />}
        aria-label={t('window.named', { label, name: shownHostname(hostname) })}
        // During an update the previous address is about to change. The button keeps the keyboard focus meanwhile.
        disabledFocusable={command.busy || state === 'updating' || changes.every(({ inProgress }) => inProgress)}
        onClick={() => void command.send('record.undo', { account, hostname })}
      >
        {label}
      </Button>
    </Tooltip>
  )
}
