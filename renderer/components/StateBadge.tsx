// The state of a domain, an address or an attempt, by shape and word, with colour on top.
import { Badge, type BadgeProps, makeStyles } from '@fluentui/react-components'
import { ArrowSyncCircleRegular } from '@fluentui/react-icons/svg/arrow-sync-circle'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { ClockRegular } from '@fluentui/react-icons/svg/clock'
import { CloudOffRegular } from '@fluentui/react-icons/svg/cloud-off'
import { ErrorCircleRegular } from '@fluentui/react-icons/svg/error-circle'
import { QuestionCircleRegular } from '@fluentui/react-icons/svg/question-circle'
import { SubtractCircleRegular } from '@fluentui/react-icons/svg/subtract-circle'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import type { ReactElement } from 'react'
import type { Attempt } from '../../app/contract/history.ts'
import type { MessageKey } from '../../app/contract/messages/translate.ts'
import type { FamilyRow, RecordStatus } from '../../app/contract/snapshot.ts'
import { useLanguage } from '../i18n/Language.tsx'

type State = RecordStatus['state'] | FamilyRow['state'] | Attempt['result']

interface Appearance {
  readonly label: MessageKey
  readonly color: NonNullable<BadgeProps['color']>
  readonly icon: ReactElement
}

const APPEARANCES: Readonly<Record<State, Appearance>> = {
  ok: { label: 'window.record-state.ok', color: 'success', icon: <CheckmarkCircleRegular /> },
  updating: { label: 'window.record-state.updating', color: 'brand', icon: <ArrowSyncCircleRegular /> },
  attention: { label: 'window.record-state.attention', color: 'danger', icon: <WarningRegular /> },
  waiting: { label: 'window.record-state.waiting', color: 'warning', icon: <ClockRegular /> },
  offline: { label: 'window.record-state.offline', color: 'subtle', icon: <CloudOffRegular /> },
  confirmed: { label: 'row-state.confirmed', color: 'success', icon: <CheckmarkCircleRegular /> },
  accepted: { label: 'row-state.accepted', color: 'success', icon: <CheckmarkCircleRegular /> },
  unchanged: { label: 'row-state.unchanged', color: 'success', icon: <CheckmarkCircleRegular /> },
  unconfirmed: { label: 'row-state.unconfirmed', color: 'warning', icon: <QuestionCircleRegular /> },
  failed: { label: 'row-state.failed', color: 'danger', icon: <ErrorCircleRegular /> },
  held: { label: 'row-state.held', color: 'warning', icon: <ClockRegular /> },
  unmanaged: { label: 'row-state.unmanaged', color: 'subtle', icon: <SubtractCircleRegular /> },
  pending: { label: 'row-state.pending', color: 'brand', icon: <ArrowSyncCircleRegular /> },
}

// The badge has a fixed height: a second line of text would not fit into it.
const useStyles = makeStyles({ badge: { whiteSpace: 'nowrap' } })

export function StateBadge({ state }: { state: State }) {
  const { t } = useLanguage()
  const styles = useStyles()
  const { label, color, icon } = APPEARANCES[state]
  const appearance = color === 'subtle' ? 'outline' : 'tint'
  return (
    <Badge className={styles.badge} appearance={appearance} color={color} icon={icon} size="large">
      {t(label)}
    </Badge>
  )
}
