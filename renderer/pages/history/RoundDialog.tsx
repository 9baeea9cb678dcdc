// One attempt of the history: its result, and the round behind it with the sources, their answers and the decision.

import { mergeClasses, Spinner } from '@fluentui/react-components'
import { providerCode } from '../../../app/contract/failure-codes.ts'
import type { Attempt, StoredRound } from '../../../app/contract/history.ts'
import { ReadingDialog } from '../../components/ReadingDialog.tsx'
import { StateBadge } from '../../components/StateBadge.tsx'
import { useQuery } from '../../components/use-query.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'
import { Observation } from './Observation.tsx'

export function RoundDialog({ attempt, close }: { attempt: Attempt; close: () => void }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const { roundId } = attempt
  const family = t(`family.${attempt.family}`)

  return (
    <ReadingDialog title={t('window.history.explain-title', { hostname: attempt.hostname, family })} close={close}>
      <Outcome attempt={attempt} />
      {roundId === null ? (
        <p className={layout.text}>{t('window.history.no-round')}</p>
      ) : (
        <RoundOfAttempt attempt={attempt} roundId={roundId} />
      )}
    </ReadingDialog>
  )
}

function RoundOfAttempt({ attempt, roundId }: { attempt: Attempt; roundId: number }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const round = useQuery('history.round', roundId)
  if (round === 'reading') return <Spinner delay={300} />
  if (round === 'failed') return <p role="alert">{t('window.no-answer')}</p>
  if (round.value === null) return <p className={layout.text}>{t('window.history.no-round')}</p>
  return <Round attempt={attempt} round={round.value} />
}

function Outcome({ attempt }: { attempt: Attempt }) {
  const { t, failure, formats } = useLanguage()
  const layout = useLayout()
  const { kind, code, detail } = attempt
  const took = attempt.settledAt === null ? null : Date.parse(attempt.settledAt) - Date.parse(attempt.at)
  return (
    <section className={layout.tight} aria-label={t('window.history.result')}>
      <div className={layout.row}>
        <StateBadge state={attempt.result} />
        <span className={layout.machine}>{attempt.to}</span>
        <span className={layout.quiet}>
          {formats.exact(attempt.at)}
          {took !== null && `${t('window.separator')}${t('window.history.answered-in', { took: formats.took(took) })}`}
        </span>
      </div>
      {kind !== null && (
        <p className={mergeClasses(layout.text, layout.breakable)}>
          {failure({ kind, code: code ?? providerCode(''), detail })}
        </p>
      )}
      {(code !== null || detail !== null) && (
        <p className={mergeClasses(layout.text, layout.quiet, layout.machine)}>
          {[code, detail].filter((text) => text !== null).join(': ')}
        </p>
      )}
    </section>
  )
}

function Round({ attempt, round }: { attempt: Attempt; round: StoredRound }) {
  const { t, reason, formats } = useLanguage()
  const layout = useLayout()
  const observations = round.observations.filter(({ family }) => family === attempt.family)
  const decision = round.decisions.find(
    ({ account, hostname, family }) =>
      account === attempt.account && hostname === attempt.hostname && family === attempt.family,
  )
  return (
    <>
      <section className={layout.tight}>
        <h3 className={layout.heading}>{t('window.history.why')}</h3>
        <p className={layout.text}>
          {t('window.history.started', {
            cause: t(`cause.${round.trigger}`),
            time: formats.exact(round.startedAt),
            took: formats.took(round.tookMs),
          })}
        </p>
        {decision !== undefined && <p className={layout.text}>{reason(decision.why)}</p>}
      </section>
      {observations.map((observation) => (
        <Observation key={observation.policy} observation={observation} />
      ))}
      {round.nextLookAt !== null && (
        <p className={mergeClasses(layout.text, layout.quiet)}>
          {t('window.history.next-check', { time: formats.exact(round.nextLookAt) })}
        </p>
      )}
    </>
  )
}
