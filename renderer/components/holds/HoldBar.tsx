// A hold or a parked job: what is wrong, what happens next and when, the provider's last words, and the steps to take.
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
import { shownHostname } from '../../../app/contract/hostname.ts'
import type { ProviderInfo } from '../../../app/contract/provider-info.ts'
import type { BreakerState, HoldView } from '../../../app/contract/snapshot.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { openDialog } from '../../store/view-store.ts'
import { useLayout } from '../../theme/layout.ts'
import type { Command } from '../use-command.ts'
import { HoldFacts } from './HoldFacts.tsx'
import { dismissedHostname, type NextStep, nextSteps, severityOf } from './next-step.ts'

interface Props {
  readonly hold: HoldView
  /** The account's circuit breaker. */
  readonly breaker: BreakerState
  readonly provider: ProviderInfo | null
  /** The domain whose card this is; null for the account as a whole. */
  readonly hostname: string | null
  readonly command: Command
}

const useStyles = makeStyles({ title: { display: 'block' } })

export function HoldBar({ hold, breaker, provider, hostname, command }: Props) {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const isRemedyAtProvider = FAILURES[hold.kind].remedyAtProvider

  return (
    <MessageBar intent={severityOf(hold)} layout="multiline">
      <MessageBarBody className={layout.breakable}>
        <MessageBarTitle className={styles.title}>{t(`failure-kind.${hold.kind}`)}</MessageBarTitle> {hold.message}{' '}
        {isRemedyAtProvider && provider !== null && provider.homepage !== null && (
          <Link
            inline
            as="button"
            onClick={() => void command.send('link.open', { kind: 'provider', provider: provider.id })}
          >
            {t('window.next-step.open-provider', { provider: provider.label })}
          </Link>
        )}
        <HoldFacts hold={hold} />
        {breaker !== 'closed' && <div className={layout.quiet}>{t(`breaker.${breaker}`)}</div>}
      </MessageBarBody>
      <NextSteps hold={hold} hostname={hostname} command={command} />
    </MessageBar>
  )
}

function NextSteps({ hold, hostname, command }: Pick<Props, 'hold' | 'hostname' | 'command'>) {
  const { t } = useLanguage()
  const layout = useLayout()
  const { account } = hold
  const isAlone = useSnapshot(({ records }) => records.filter((record) => record.account === account).length === 1)
  const lift = () => void command.send('hold.lift', { account, hostname: hold.hostname })
  const act: Readonly<Record<NextStep, () => void>> = {
    'edit-account': () => openDialog({ kind: 'edit-account', account }),
    'edit-domain': () => openDialog({ kind: 'edit-domain', account, hostname: hostname ?? hold.hostname ?? '' }),
    'lift-hold': lift,
    'try-again': lift,
    dismiss: () => void command.send('hold.dismiss', { account, hostname: dismissedHostname(hold, hostname, isAlone) }),
  }
  const steps = nextSteps(hold)
  if (steps.length === 0) return null
  return (
    <MessageBarActions className={mergeClasses(layout.row, layout.end)}>
      {steps.map((step) => {
        const label = t(`window.next-step.${step}`)
        return (
          <Button
            key={step}
            size="small"
            aria-label={t('window.named', { label, name: hostname === null ? account : shownHostname(hostname) })}
            disabledFocusable={command.busy}
            onClick={act[step]}
          >
            {label}
          </Button>
        )
      })}
    </MessageBarActions>
  )
}
