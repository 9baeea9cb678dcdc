// The head of a page: its title, and the buttons for the page as a whole.
import { makeStyles, tokens } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { useLayout } from '../theme/layout.ts'

const useStyles = makeStyles({
  head: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    flexWrap: 'wrap',
    gap: '8px 16px',
    marginBottom: '16px',
    minHeight: '36px',
  },
  title: {
    margin: 0,
    outlineStyle: 'none',
    fontSize: tokens.fontSizeBase600,
    lineHeight: tokens.lineHeightBase600,
    fontWeight: tokens.fontWeightSemibold,
  },
})

export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  const styles = useStyles()
  const layout = useLayout()
  return (
    <header className={styles.head}>
      {/* Takes the keyboard focus when the page itself gets it, and not a control on it. */}
      <h1 className={styles.title} tabIndex={-1}>
        {title}
      </h1>
      {children !== undefined && <div className={layout.row}>{children}</div>}
    </header>
  )
}
