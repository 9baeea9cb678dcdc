// A group of settings: a titled card of rows, each with its words on the left and its control on the right.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { type ReactNode, useId } from 'react'
import { useLayout } from '../look/layout.ts'

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
  words: { flex: '1 1 220px', minWidth: 0 },
  control: { flex: '0 1 auto', minWidth: 0, maxWidth: '100%' },
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
  readonly help?: string
  /** Given the ids of the row's words, for `aria-labelledby` and `aria-describedby`. */
  readonly control: (ids: { readonly label: string; readonly help: string }) => ReactNode
}

export function SettingsRow({ label, help, control }: RowProps) {
  const layout = useLayout()
  const styles = useStyles()
  const id = useId()
  const ids = { label: `${id}-label`, help: `${id}-help` }
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        <div id={ids.label}>{label}</div>
        <div id={ids.help} className={mergeClasses(layout.quiet, layout.breakable)}>
          {help}
        </div>
      </div>
      <div className={styles.control}>{control(ids)}</div>
    </div>
  )
}
