// One domain: its name, the address of each family with its state, what is the matter, and what can be done.
import { mergeClasses } from '@fluentui/react-components'
import type { RecordStatus } from '../../app/contract/snapshot.ts'
import { useIntent } from '../frame/intent.ts'
import { Refusal } from '../frame/Refusal.tsx'
import { useLanguage } from '../language/Language.tsx'
import { DottedName } from '../look/DottedName.tsx'
import { useLayout } from '../look/layout.ts'
import { RecordBadge } from '../look/StateMark.tsx'
import { useSnapshot } from '../store/snapshot-store.ts'
import { DomainMenu } from './DomainMenu.tsx'
import { Drift } from './Drift.tsx'
import { FamilyLine } from './FamilyLine.tsx'
import { troublesOf } from './next-step.ts'
import { TroubleBar } from './TroubleBar.tsx'

export function DomainCard({ record }: { record: RecordStatus }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const intent = useIntent()
  const accounts = useSnapshot((snapshot) => snapshot.accounts)
  const providers = useSnapshot((snapshot) => snapshot.providers)
  const holds = useSnapshot((snapshot) => snapshot.holds)
  const provider = accounts.find(({ id }) => id === record.account)?.provider
  const info = providers.find(({ id }) => id === provider) ?? null
  const managed = record.families.filter(({ state }) => state !== 'unmanaged')

  return (
    <article className={mergeClasses(layout.card, layout.stack)} aria-label={record.hostname}>
      <div className={layout.head}>
        <div className={layout.grow}>
          <h3 className={layout.heading}>
            <DottedName name={record.hostname} />
          </h3>
          <p className={mergeClasses(layout.text, layout.quiet)}>
            {t('window.overview.account-at', { account: record.account, provider: info?.label ?? provider ?? '?' })}
          </p>
        </div>
        <div className={layout.still}>
          <RecordBadge state={record.state} />
          <DomainMenu record={record} intent={intent} />
        </div>
      </div>
      <div className={layout.stack}>
        {managed.map((row) => (
          <FamilyLine key={row.family} row={row} verified={record.verified[row.family]} />
        ))}
      </div>
      <Drift record={record} intent={intent} />
      {troublesOf(record, holds).map((trouble) => (
        <TroubleBar key={trouble.message} trouble={trouble} record={record} provider={info} intent={intent} />
      ))}
      <Refusal text={intent.refusal} />
    </article>
  )
}
