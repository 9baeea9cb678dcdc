// One click puts the address before the last change back; there while there is something to put back.
import { Button, makeStyles, mergeClasses, Tooltip } from '@fluentui/react-components'
import { ArrowUndoRegular } from '@fluentui/react-icons/svg/arrow-undo'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import type { Intent } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'
import { takenBack } from './undo-preview.ts'

// Two long addresses may need a second line.
const useStyles = makeStyles({ button: { textAlign: 'start', maxWidth: '100%' } })

export function UndoButton({ record, intent }: { record: RecordStatus; intent: Intent }) {
  const { t, formats } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const { account, hostname, state } = record
  const back = takenBack(record)
  if (back.length === 0) return null
  const label = t('window.overview.undo', { address: formats.list(back.map(({ previous }) => previous)) })
  const params = {
    address: formats.list(back.map(({ previous }) => previous)),
    current: formats.list(back.map(({ current }) => current)),
  }
  return (
    <Tooltip content={t('window.overview.undo-help', params)} relationship="description">
      <Button
        className={mergeClasses(styles.button, layout.breakable)}
        size="small"
        icon={<ArrowUndoRegular />}
        aria-label={t('window.named', { label, name: hostname })}
        // While it is under way, what would be put back is about to change. The keyboard stays here meanwhile.
        disabledFocusable={intent.busy || state === 'updating' || back.every(({ isUnderWay }) => isUnderWay)}
        onClick={() => void intent.send('record.undo', { account, hostname })}
      >
        {label}
      </Button>
    </Tooltip>
  )
}
