// A group of settings: a titled card of rows.
import { makeStyles, mergeClasses } from '@fluentui/react-components'
import { type ReactNode, useId } from 'react'
import { useLayout } from '../../theme/layout.ts'

const useStyles = makeStyles({
  title: { margin: '8px 0 8px' },
  card: { padding: '0 16px' },
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
