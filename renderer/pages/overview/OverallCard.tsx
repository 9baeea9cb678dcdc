// The overall state in one sentence, the times of the last and the next check, and the buttons to update and to pause.
import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { ArrowSyncRegular } from '@fluentui/react-icons/svg/arrow-sync'
import { ArrowSyncCircleFilled } from '@fluentui/react-icons/svg/arrow-sync-circle'
import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle'
import { CloudOffFilled } from '@fluentui/react-icons/svg/cloud-off'
import { PauseCircleFilled } from '@fluentui/react-icons/svg/pause-circle'
import { PlayRegular } from '@fluentui/react-icons/svg/play'
import { WarningFilled } from '@fluentui/react-icons/svg/warning'
import type { ReactElement } from 'react'
import type { OverallState } from '../../../app/contract/snapshot.ts'
import { ErrorMessage } from '../../components/ErrorMessage.tsx'
import { useCommand } from '../../components/use-command.ts'
import { Countdown } from '../../i18n/Countdown.tsx'
import { useLanguage } from '../../i18n/Language.tsx'
import { RelativeTime } from '../../i18n/RelativeTime.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { useLayout } from '../../theme/layout.ts'
import { PauseMenu } from './PauseMenu.tsx'

const ICONS: Readonly<Record<OverallState, ReactElement>> = {
  ok: <CheckmarkCircleFilled />,
  updating: <ArrowSyncCircleFilled />,
  attention: <WarningFilled />,
  offline: <CloudOffFilled />,
  paused: <PauseCircleFilled />,
}

const useStyles = makeStyles({
  card: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '12px 16px', padding: '4px' },
  mark: { display: 'flex', '& svg': { fontSize: '44px' } },
  ok: { color: tokens.colorStatusSuccessForeground1 },
  updating: {
    color: tokens.colorBrandForeground1,
    '@media (prefers-reduced-motion: no-preference)': {
      '& svg': {
        animationName: { from: { transform: 'rotate(0deg)' }, to: { transform: 'rotate(360deg)' } },
        animationDuration: '1.6s',
        animationIterationCount: 'infinite',
        animationTimingFunction: 'linear',
      },
    },
  },
  attention: { color: tokens.colorStatusDangerForeground1 },
  offline: { color: tokens.colorNeutralForeground3 },
  paused: { color: tokens.colorNeutralForeground3 },
  words: { flex: '1 1 240px', minWidth: 0 },
  title: {
    margin: 0,
    fontSize: tokens.fontSizeBase500,
    lineHeight: tokens.lineHeightBase500,
    fontWeight: tokens.fontWeightSemibold,
  },
})

export function OverallCard() {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const overall = useSnapshot((snapshot) => snapshot.overall)
  const summary = useSnapshot((snapshot) => snapshot.summary)
  const paused = useSnapshot((snapshot) => snapshot.paused)
  const hasDomains = useSnapshot((snapshot) => snapshot.records.length > 0)
  const command = useCommand()

  return (
    <section className={mergeClasses(layout.card, layout.stack)} aria-labelledby="overall">
      <div className={styles.card}>
        <span className={mergeClasses(styles.mark, styles[overall])} aria-hidden="true">
          {ICONS[overall]}
        </span>
        <div className={mergeClasses(layout.tight, styles.words)}>
          <h2 id="overall" className={styles.title}>
            {t(`window.overall.${overall}`)}
          </h2>
          <p className={mergeClasses(layout.text, layout.breakable)}>{summary}</p>
          <CheckTimes />
        </div>
        {hasDomains && (
          <div className={layout.row}>
            <Button
              appearance="primary"
              icon={<ArrowSyncRegular />}
              disabled={paused}
              disabledFocusable={command.busy}
              onClick={() => void command.send('engine.update-now', undefined)}
            >
              {t('window.overview.update-now')}
            </Button>
            {paused ? (
              <Button icon={<PlayRegular />} onClick={() => void command.send('engine.resume', undefined)}>
                {t('window.overview.resume')}
              </Button>
            ) : (
              <PauseMenu pause={(minutes) => void command.send('engine.pause', { minutes })} />
            )}
          </div>
        )}
      </div>
      <ErrorMessage text={command.error} />
    </section>
  )
}

function CheckTimes() {
  const { t } = useLanguage()
  const layout = useLayout()
  const last = useSnapshot((snapshot) => snapshot.lastRound)
  const next = useSnapshot((snapshot) => snapshot.nextLook)
  const paused = useSnapshot((snapshot) => snapshot.paused)
  return (
    <p className={mergeClasses(layout.text, layout.quiet)}>
      {last === null ? (
        t('window.overview.no-check')
      ) : (
        <RelativeTime
          at={last.at}
          render={(ago) => t('window.overview.last-check', { ago, trigger: t(`trigger.${last.trigger}`) })}
        />
      )}
      {next !== null && !paused && (
        <Countdown
          until={next}
          render={(left) => `${t('window.separator')}${t('window.overview.next-check', { left })}`}
        />
      )}
    </p>
  )
}
