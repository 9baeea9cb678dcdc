// One trouble of a domain: the sentence, how often it was tried and what the provider said, and the steps to take.
import { Button, Link, MessageBar, MessageBarActions, MessageBarBody, mergeClasses } from '@fluentui/react-components'
import type { ProviderInfo } from '../../app/contract/provider-info.ts'
import type { HoldView, RecordStatus } from '../../app/contract/snapshot.ts'
import type { Intent } from '../frame/intent.ts'
import { useLanguage } from '../language/Language.tsx'
import { useLayout } from '../look/layout.ts'
import { openDialog } from '../store/view-store.ts'
import { type NextStep, nextSteps, type Trouble } from './next-step.ts'

interface Props {
  readonly trouble: Trouble
  readonly record: RecordStatus
  readonly provider: ProviderInfo | null
  readonly intent: Intent
}

/** What is put right on the provider's website, not here. */
const ELSEWHERE: ReadonlySet<HoldView['kind']> = new Set(['account', 'blocked', 'hostname'])

export function TroubleBar({ trouble, record, provider, intent }: Props) {
  const { t } = useLanguage()
  const layout = useLayout()
  const { hold, message } = trouble
  const { account, hostname } = record
  const held = { account, hostname: hold?.hostname ?? null }
  const act: Readonly<Record<NextStep, () => void>> = {
    'edit-account': () => openDialog({ kind: 'edit-account', account }),
    'edit-domain': () => openDialog({ kind: 'edit-domain', account, hostname }),
    'lift-hold': () => void intent.send('hold.lift', held),
    'try-again': () => void intent.send('hold.lift', held),
    forget: () => void intent.send('hold.forget', held),
  }
  const steps = nextSteps(hold)

  return (
    <MessageBar intent={record.state === 'attention' ? 'error' : 'warning'} layout="multiline">
      <MessageBarBody className={layout.breakable}>
        {message}{' '}
        {hold !== null && ELSEWHERE.has(hold.kind) && provider !== null && (
          <Link
            inline
            as="button"
            onClick={() => void intent.send('link.open', { kind: 'provider', provider: provider.id })}
          >
            {t('window.next-step.open-provider', { provider: provider.label })}
          </Link>
        )}
        {hold !== null && <Past hold={hold} told={message} />}
      </MessageBarBody>
      {steps.length > 0 && (
        <MessageBarActions>
          {steps.map((step) => (
            <Button key={step} size="small" disabledFocusable={intent.busy} onClick={act[step]}>
              {t(`window.next-step.${step}`)}
            </Button>
          ))}
        </MessageBarActions>
      )}
    </MessageBar>
  )
}

function Past({ hold, told }: { hold: HoldView; told: string }) {
  const { t, formats } = useLanguage()
  const layout = useLayout()
  const words = hold.detail !== null && hold.detail !== '' && !told.includes(hold.detail) ? hold.detail : null
  if (hold.attempts < 2 && words === null) return null
  const since = formats.moment(hold.since, Date.now())
  return (
    <div className={mergeClasses(layout.quiet, layout.breakable)}>
      {hold.attempts > 1 && t('window.overview.tried', { count: hold.attempts, since })}{' '}
      {words !== null && t('failure-words', { detail: words })}
    </div>
  )
}
