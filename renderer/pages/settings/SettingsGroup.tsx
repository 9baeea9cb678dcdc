// A group of settings: a titled card of rows, each with its label on the left and its control on the right.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { type ReactNode, useId } from 'react'
import { useLayout } from '../../theme/layout.ts'

const useStyles = makeStyles({
  title: { margin: '8px 0 8px' },
  card: { padding: '0 16px' },
  row: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    flexWrap: 'wrap',
    gap: '8px 24px',
    padding: '14px 0',
    minHeight: '32px',
    ':not(:first-child)': { borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  },
  words: { flex: '1 1 180px', minWidth: 0 },
  control: {
    flex: '0 1 auto',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-end',
    gap: '4px',
    minWidth: 0,
    maxWidth: '100%',
  },
})

export function SettingsGroup({ title, children }: { title: string; children: ReactNode }) {
  const layout = useLayout()
  const styles = useStyles()
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={mergeClasses(layout.heading, styles.title)}>
        {title}
      </h2>
      <div className={mergeClasses(layout.card, styles.card)}>{children}</div>
    </section>
  )
}

interface RowProps {
  readonly label: string
  /** For a row that only tells something: its words label no control. */
  readonly plain?: boolean
  readonly help?: string
  /** Given the id that the row's control must take, and that of the words which describe it; without, it is text. */
  readonly control: (ids: { readonly control: string; readonly help: string }) => ReactNode
}

export function SettingsRow({ label, help, plain = false, control }: RowProps) {
  const layout = useLayout()
  const styles = useStyles()
  const id = useId()
  const ids = { control: `${id}-control`, help: `${id}-help` }
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        {plain ? <div>{label}</div> : <label htmlFor={ids.control}>{label}</label>}
        <div id={ids.help} className={mergeClasses(layout.quiet, layout.breakable)}>
          {help}
        </div>
      </div>
      <div className={styles.control}>{control(ids)}</div>
    </div>
  )
}
