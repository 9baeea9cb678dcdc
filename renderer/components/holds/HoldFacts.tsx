// What is known of a stop besides its reason: what becomes of it, how long it still lasts, how often it was tried, and the
// last words heard.
import { makeStyles, mergeClasses } from '@fluentui/react-components'
import { triedLine } from '../../../app/contract/explain/hold.ts'
import { quotedAnswer } from '../../../app/contract/explain/quoted-answer.ts'
import type { HoldView } from '../../../app/contract/snapshot.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { Countdown } from '../../i18n/RelativeTime.tsx'
import { useLayout } from '../../theme/layout.ts'

const useStyles = makeStyles({
  facts: { marginTop: '4px' },
  /** A sentence stays together where there is room for it. */
  whole: { display: 'inline-block' },
})

export function HoldFacts({ hold }: { hold: HoldView }) {
  const { t, locale, formats, space } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const words = quotedAnswer(locale, hold, hold.message)
  const ends = hold.class === 'parked' ? 'hold.tries-in' : 'hold.goes-on-in'

  return (
    <div className={mergeClasses(styles.facts, layout.quiet, layout.breakable)}>
      <div>
        <span className={styles.whole}>{t(`hold.class.${hold.class}`)}</span>
        {space}
        {hold.until !== null && (
          <span className={styles.whole}>
            <Countdown until={hold.until} render={(left) => t(ends, { left })} over={t('hold.due')} />
          </span>
        )}
        {space}
        <span className={styles.whole}>{triedLine(locale, hold, formats.moment(hold.since, Date.now()))}</span>
      </div>
      {words !== null && <div>{words}</div>}
    </div>
  )
}
