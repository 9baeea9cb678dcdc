// What is known about a hold besides its reason: what happens next, how long it lasts, how often it was tried, and the
// provider's last words.
import { makeStyles, mergeClasses } from '@fluentui/react-components'
import { triedLine } from '../../../app/contract/explain/hold.ts'
import { quotedAnswer } from '../../../app/contract/explain/quoted-answer.ts'
import type { HoldView } from '../../../app/contract/snapshot.ts'
import { Countdown } from '../../i18n/Countdown.tsx'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'

const useStyles = makeStyles({
  facts: { marginTop: '4px' },
  /** A sentence does not break where there is room for it. */
  whole: { display: 'inline-block' },
})

export function HoldFacts({ hold }: { hold: HoldView }) {
  const { t, locale, formats, space } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const quote = quotedAnswer(locale, hold, hold.message)
  const countdown = hold.class === 'parked' || hold.class === 'needs-user' ? 'hold.tries-in' : 'hold.goes-on-in'

  return (
    <div className={mergeClasses(styles.facts, layout.quiet, layout.breakable)}>
      <div>
        <span className={styles.whole}>{t(`hold.class.${hold.class}`)}</span>
        {space}
        {hold.until !== null && (
          <span className={styles.whole}>
            <Countdown until={hold.until} render={(left) => t(countdown, { left })} ended={t('hold.due')} />
          </span>
        )}
        {space}
        <span className={styles.whole}>{triedLine(locale, hold, formats.moment(hold.since, Date.now()))}</span>
      </div>
      {quote !== null && <div>{quote}</div>}
    </div>
  )
}
