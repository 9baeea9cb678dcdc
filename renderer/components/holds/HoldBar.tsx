// A stop or a parked job: what is the matter, what becomes of it and when, what was heard last, and the steps to take.
import {
  Button,
  Link,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  mergeClasses,
} from '@fluentui/react-components'
import { FAILURES } from '../../../app/contract/failure.ts'
import type { ProviderInfo } from '../../../app/contract/provider-info.ts'
import type { BreakerState, HoldView } from '../../../app/contract/snapshot.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { openDialog } from '../../store/view-store.ts'
import { useLayout } from '../../theme/layout.ts'
import type { Intent } from '../use-command.ts'
import { HoldFacts } from './HoldFacts.tsx'
import { letGo, type NextStep, nextSteps, severityOf } from './next-step.ts'

interface Props {
  readonly hold: HoldView
  /** Of the account. */
  readonly breaker: BreakerState
  readonly provider: ProviderInfo | null
  /** The domain whose card this is; null for the account as a whole. */
  readonly hostname: string | null
  readonly intent: Intent
}

const useStyles = makeStyles({ title: { display: 'block' } })

export function HoldBar({ hold, breaker, provider, hostname, intent }: Props) {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const { account } = hold
  const isAlone = useSnapshot(({ records }) => records.filter((record) => record.account === account).length === 1)
  const act: Readonly<Record<NextStep, () => void>> = {
    'edit-account': () => openDialog({ kind: 'edit-account', account }),
    'edit-domain': () => openDialog({ kind: 'edit-domain', account, hostname: hostname ?? hold.hostname ?? '' }),
    'lift-hold': () => void intent.send('hold.lift', { account, hostname: hold.hostname }),
    'try-again': () => void intent.send('hold.lift', { account, hostname: hold.hostname }),
    forget: () => void intent.send('hold.forget', { account, hostname: letGo(hold, hostname, isAlone) }),
  }
  const name = hostname ?? account
  const steps = nextSteps(hold)

  return (
    <MessageBar intent={severityOf(hold)} layout="multiline">
      <MessageBarBody className={layout.breakable}>
        <MessageBarTitle className={styles.title}>{t(`failure-kind.${hold.kind}`)}</MessageBarTitle> {hold.message}{' '}
        {FAILURES[hold.kind].remedyAtProvider && provider !== null && (
          <Link
            inline
            as="button"
            onClick={() => void intent.send('link.open', { kind: 'provider', provider: provider.id })}
          >
            {t('window.next-step.open-provider', { provider: provider.label })}
          </Link>
        )}
        <HoldFacts hold={hold} />
        {breaker !== 'closed' && <div className={layout.quiet}>{t(`breaker.${breaker}`)}</div>}
      </MessageBarBody>
      {steps.length > 0 && (
        <MessageBarActions className={mergeClasses(layout.row, layout.end)}>
          {steps.map((step) => {
            const label = t(`window.next-step.${step}`)
            return (
              <Button
                key={step}
                size="small"
                aria-label={t('window.named', { label, name })}
                disabledFocusable={intent.busy}
                onClick={act[step]}
              >
                {label}
              </Button>
            )
          })}
        </MessageBarActions>
      )}
    </MessageBar>
  )
}
