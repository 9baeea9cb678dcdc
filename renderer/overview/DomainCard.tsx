// One domain: its name, the address of each family with its state, and what is the matter with the one thing to do.
import {
  Button,
  Link,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  mergeClasses,
} from '@fluentui/react-components'
import type { RecordStatus } from '../../app/contract/snapshot.ts'
import { type Intent, useIntent } from '../frame/intent.ts'
import { Refusal } from '../frame/Refusal.tsx'
import { useLanguage } from '../language/Language.tsx'
import { useLayout } from '../look/layout.ts'
import { RecordBadge } from '../look/StateMark.tsx'
import { useSnapshot } from '../store/snapshot-store.ts'
import { openDialog } from '../store/view-store.ts'
import { FamilyLine } from './FamilyLine.tsx'
import { type NextStep, nextStep, type Trouble, troublesOf } from './next-step.ts'

const useStyles = makeStyles({
  families: { display: 'flex', flexDirection: 'column', gap: '8px' },
})

export function DomainCard({ record }: { record: RecordStatus }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const intent = useIntent()
  const accounts = useSnapshot((snapshot) => snapshot.accounts)
  const providers = useSnapshot((snapshot) => snapshot.providers)
  const account = accounts.find(({ id }) => id === record.account)
  const provider = providers.find(({ id }) => id === account?.provider)
  const managed = record.families.filter(({ state }) => state !== 'unmanaged')

  return (
    <article className={mergeClasses(layout.card, layout.stack)} aria-label={record.hostname}>
      <div className={layout.apart}>
        <div className={layout.grow}>
          <h3 className={layout.heading}>{record.hostname}</h3>
          <p className={mergeClasses(layout.text, layout.quiet)}>
            {t('window.overview.account-at', { account: record.account, provider: provider?.label ?? '?' })}
          </p>
        </div>
        <RecordBadge state={record.state} />
      </div>
      <div className={styles.families}>
        {managed.map((row) => (
          <FamilyLine key={row.family} row={row} />
        ))}
      </div>
      {troublesOf(record).map((trouble) => (
        <TroubleBar key={trouble.message} trouble={trouble} record={record} provider={provider?.id} intent={intent} />
      ))}
      <Refusal text={intent.refusal} />
    </article>
  )
}

interface TroubleProps {
  readonly trouble: Trouble
  readonly record: RecordStatus
  readonly provider: string | undefined
  readonly intent: Intent
}

function TroubleBar({ trouble, record, provider, intent }: TroubleProps) {
  const { t } = useLanguage()
  const layout = useLayout()
  const providers = useSnapshot((snapshot) => snapshot.providers)
  const { account, hostname } = record
  const step = nextStep(trouble.row)
  const steps: Readonly<Record<NextStep, () => void>> = {
    'edit-account': () => openDialog({ kind: 'edit-account', account }),
    'edit-domain': () => openDialog({ kind: 'edit-domain', account, hostname }),
    'lift-hold': () =>
      void intent.send('hold.lift', { account, hostname: trouble.row.kind === 'blocked' ? null : hostname }),
    'try-now': () => void intent.send('engine.update-now', undefined),
  }
  const elsewhere = trouble.row.kind === 'account' || trouble.row.kind === 'blocked' || trouble.row.kind === 'hostname'
  const info = providers.find(({ id }) => id === provider)

  return (
    <MessageBar intent={record.state === 'attention' ? 'error' : 'warning'} layout="multiline">
      <MessageBarBody className={layout.breakable}>
        {trouble.message}{' '}
        {elsewhere && info !== undefined && (
          <Link
            inline
            as="button"
            onClick={() => void intent.send('link.open', { kind: 'provider', provider: info.id })}
          >
            {t('window.next-step.open-provider', { provider: info.label })}
          </Link>
        )}
      </MessageBarBody>
      {step !== null && (
        <MessageBarActions>
          <Button size="small" disabledFocusable={intent.busy} onClick={steps[step]}>
            {t(`window.next-step.${step}`)}
          </Button>
        </MessageBarActions>
      )}
    </MessageBar>
  )
}
