// The attempts as a table. In a narrow window each row becomes a small card. The hostname is the button of the row.
import { Link, makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import type { Attempt } from '../../../app/contract/history.ts'
import { Hostname } from '../../components/Hostname.tsx'
import { StateBadge } from '../../components/StateBadge.tsx'
import { useLanguage } from '../../i18n/Language.tsx'
import { RelativeTime } from '../../i18n/RelativeTime.tsx'
import { NARROW, useLayout } from '../../theme/layout.ts'

interface Props {
  readonly attempts: readonly Attempt[]
  readonly explain: (attempt: Attempt, from: HTMLElement) => void
}

const useStyles = makeStyles({
  card: { padding: '4px 16px', overflow: 'hidden' },
  table: {
    width: '100%',
    tableLayout: 'fixed',
    borderCollapse: 'collapse',
    [NARROW]: { display: 'block', '& tbody': { display: 'block' } },
  },
  heads: {
    [NARROW]: { position: 'absolute', clipPath: 'inset(50%)', width: '1px', height: '1px', overflow: 'hidden' },
  },
  head: {
    textAlign: 'start',
    fontWeight: tokens.fontWeightRegular,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    padding: '8px 12px 8px 0',
  },
  row: {
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    [NARROW]: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: '4px 12px',
      padding: '10px 0',
      ':first-child': { borderTopStyle: 'none' },
    },
  },
  cell: { padding: '10px 12px 10px 0', verticalAlign: 'top', [NARROW]: { padding: 0 } },
  whole: { [NARROW]: { flexBasis: '100%' } },
  when: { width: '14%', [NARROW]: { width: 'auto', order: 1 } },
  domain: { width: '24%' },
  change: { width: '29%' },
  result: { width: '18%' },
  trigger: { width: '15%' },
  machine: { fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase300 },
  from: { color: tokens.colorNeutralForeground2 },
})

export function AttemptTable({ attempts, explain }: Props) {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  return (
    <div className={mergeClasses(layout.card, styles.card)}>
      <table className={styles.table} aria-label={t('window.history.attempts')}>
        <thead className={styles.heads}>
          <tr>
            {(['when', 'domain', 'change', 'result', 'trigger'] as const).map((column) => (
              <th key={column} scope="col" className={mergeClasses(styles.head, styles[column])}>
                {t(`window.history.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt) => (
            <AttemptRow key={attempt.id} attempt={attempt} explain={explain} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function AttemptRow({ attempt, explain }: Pick<Props, 'explain'> & { attempt: Attempt }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  return (
    // The mouse can click the whole row. The keyboard uses the button in it.
    <tr
      className={styles.row}
      onClick={(event) => {
        const button = event.currentTarget.querySelector('button')
        if (button !== null) explain(attempt, button)
      }}
    >
      <td className={mergeClasses(styles.cell, styles.when)}>
        <RelativeTime at={attempt.at} />
      </td>
      <td className={mergeClasses(styles.cell, styles.whole)}>
        <Link as="button" className={layout.breakable} aria-haspopup="dialog">
          <Hostname name={attempt.hostname} />
        </Link>
        <div className={layout.quiet}>{t(`family.${attempt.family}`)}</div>
      </td>
      <td className={mergeClasses(styles.cell, styles.whole)}>
        {attempt.from !== null && attempt.from !== attempt.to && (
          <div className={mergeClasses(layout.machine, styles.machine, styles.from)}>{attempt.from}</div>
        )}
        <div className={mergeClasses(layout.machine, styles.machine)}>
          {attempt.from !== null && attempt.from !== attempt.to && <span aria-hidden="true">→ </span>}
          {attempt.to}
        </div>
      </td>
      <td className={styles.cell}>
        <StateBadge state={attempt.result} />
        {attempt.kind !== null && <div className={layout.quiet}>{t(`failure-kind.${attempt.kind}`)}</div>}
      </td>
      <td className={styles.cell}>{t(`trigger.${attempt.trigger}`)}</td>
    </tr>
  )
}
