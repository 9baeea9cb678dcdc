// States by shape and word, with colour on top: badges for domains and attempts.
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
import type { FamilyRow, RecordStatus } from '../../app/contract/snapshot.ts'
import { useLanguage } from '../i18n/Language.tsx'

type Mark = { readonly color: NonNullable<BadgeProps['color']>; readonly icon: ReactElement }

const RECORD: Readonly<Record<RecordStatus['state'], Mark>> = {
  ok: { color: 'success', icon: <CheckmarkCircleRegular /> },
  updating: { color: 'brand', icon: <ArrowSyncCircleRegular /> },
  attention: { color: 'danger', icon: <WarningRegular /> },
  waiting: { color: 'warning', icon: <ClockRegular /> },
  offline: { color: 'subtle', icon: <CloudOffRegular /> },
}

const ROW: Readonly<Record<FamilyRow['state'] | Attempt['result'], Mark>> = {
  confirmed: { color: 'success', icon: <CheckmarkCircleRegular /> },
  unchanged: { color: 'success', icon: <CheckmarkCircleRegular /> },
  unconfirmed: { color: 'warning', icon: <QuestionCircleRegular /> },
  failed: { color: 'danger', icon: <ErrorCircleRegular /> },
  held: { color: 'warning', icon: <ClockRegular /> },
  unmanaged: { color: 'subtle', icon: <SubtractCircleRegular /> },
  pending: { color: 'brand', icon: <ArrowSyncCircleRegular /> },
}

// Words that break would hang out of the badge, whose height is its own.
const useStyles = makeStyles({ badge: { whiteSpace: 'nowrap' } })

function MarkBadge({ mark, children }: { mark: Mark; children: string }) {
  const styles = useStyles()
  return (
    <Badge
      className={styles.badge}
      appearance={mark.color === 'subtle' ? 'outline' : 'tint'}
      color={mark.color}
      icon={mark.icon}
      size="large"
    >
      {children}
    </Badge>
  )
}

export function RecordBadge({ state }: { state: RecordStatus['state'] }) {
  const { t } = useLanguage()
  return <MarkBadge mark={RECORD[state]}>{t(`window.record-state.${state}`)}</MarkBadge>
}

export function RowBadge({ state }: { state: FamilyRow['state'] | Attempt['result'] }) {
  const { t } = useLanguage()
  return <MarkBadge mark={ROW[state]}>{t(`row-state.${state}`)}</MarkBadge>
}
