// One domain: its name, the address and state of each family, its problems, and what the user can do.
import { makeStyles, mergeClasses } from '@fluentui/react-components'
import { shownHostname } from '../../../app/contract/hostname.ts'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import { ErrorMessage } from '../../components/ErrorMessage.tsx'
import { Hostname } from '../../components/Hostname.tsx'
import { problemsOf } from '../../components/holds/next-step.ts'
import { StateBadge } from '../../components/StateBadge.tsx'
import { useCommand } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { NARROW, useLayout } from '../../theme/layout.ts'
import { DomainMenu } from './DomainMenu.tsx'
import { DriftBar } from './DriftBar.tsx'
import { FamilyLine } from './FamilyLine.tsx'
import { ProblemBar } from './ProblemBar.tsx'
import { QuestionBar } from './QuestionBar.tsx'
import { UndoButton } from './UndoButton.tsx'

const useStyles = makeStyles({
  /** In a narrow window the name has the first line and the state the second. */
  head: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto auto',
    alignItems: 'start',
    gap: '4px 8px',
    [NARROW]: { gridTemplateColumns: 'minmax(0, 1fr) auto' },
  },
  state: { alignSelf: 'center', [NARROW]: { gridRow: '2', gridColumn: '1 / -1' } },
  /** Aligned with the addresses, which stand beside the names of their families. */
  undo: {
    marginTop: '-4px',
    paddingInlineStart: '56px',
    [NARROW]: { paddingInlineStart: 0 },
    ':empty': { display: 'none' },
  },
})

export function DomainCard({ record }: { record: RecordStatus }) {
  const { t, reason } = useLanguage()
  const layout = useLayout()
  const command = useCommand()
  const accounts = useSnapshot((snapshot) => snapshot.accounts)
  const providers = useSnapshot((snapshot) => snapshot.providers)
  const questions = useSnapshot((snapshot) => snapshot.questions).filter(({ records }) =>
    records.some(({ account, hostname }) => account === record.account && hostname === record.hostname),
  )
  const styles = useStyles()
  const account = accounts.find(({ id }) => id === record.account)
  const provider = account?.provider
  const breaker = account?.breaker ?? 'closed'
  const problems = problemsOf(record, questions)
  const isHeld = problems.some(({ hold }) => hold !== null)
  const info = providers.find(({ id }) => id === provider) ?? null
  const managed = record.families.filter(({ state }) => state !== 'unmanaged')

  return (
    <article className={mergeClasses(layout.card, layout.stack)} aria-label={shownHostname(record.hostname)}>
      <div className={styles.head}>
        <div>
          <h3 className={layout.heading}>
            <Hostname name={record.hostname} />
          </h3>
          <p className={mergeClasses(layout.text, layout.quiet)}>
            {t('window.overview.account-at', { account: record.account, provider: info?.label ?? provider ?? '?' })}
          </p>
        </div>
        <div className={styles.state}>
          <StateBadge state={record.state} />
        </div>
        <DomainMenu record={record} command={command} />
      </div>
      <div className={layout.stack}>
        {managed.map((row) => (
          <FamilyLine key={row.family} row={row} verified={record.verified[row.family]} />
        ))}
        <div className={styles.undo}>
          <UndoButton record={record} command={command} />
        </div>
      </div>
      {breaker !== 'closed' && !isHeld && (
        <p className={mergeClasses(layout.text, layout.quiet)}>{t(`breaker.${breaker}`)}</p>
      )}
      {record.learnt.map((each) => (
        <p key={each.code} className={mergeClasses(layout.text, layout.quiet)}>
          {reason(each)}
        </p>
      ))}
      <DriftBar record={record} command={command} />
      {questions.map((question) => (
        <QuestionBar key={question.id} question={question} hostname={record.hostname} command={command} />
      ))}
      {problems.map((problem) => (
        <ProblemBar
          key={problem.id}
          problem={problem}
          record={record}
          breaker={breaker}
          provider={info}
          command={command}
        />
      ))}
      <ErrorMessage text={command.error} />
    </article>
  )
}
