// One setting: its label and help on the left, its control on the right.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { type ReactNode, useId } from 'react'
import { useLayout } from '../../theme/layout.ts'

const useStyles = makeStyles({
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
  problem: { color: tokens.colorPaletteRedForeground1, textAlign: 'end', maxWidth: '320px' },
})

/** What the control of a row must pass on, so that screen readers read its label, help and problem. */
export interface ControlProps {
  readonly id: string
  readonly 'aria-describedby': string
}

interface Props {
  readonly label: string
  readonly help?: string
  /** What is wrong with the value; null while nothing is. */
  readonly problem?: string | null
  /** A text without a control: the label then labels nothing. */
  readonly plain?: boolean
  readonly control: (props: ControlProps) => ReactNode
}

export function SettingsRow({ label, help, problem = null, plain = false, control }: Props) {
  const layout = useLayout()
  const styles = useStyles()
  const id = useId()
  const controlProps = { id: `${id}-control`, 'aria-describedby': `${id}-help` }
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        {plain ? <div>{label}</div> : <label htmlFor={controlProps.id}>{label}</label>}
        <div id={controlProps['aria-describedby']} className={mergeClasses(layout.quiet, layout.breakable)}>
          {help}
        </div>
      </div>
      <div className={styles.control}>
        {control(controlProps)}
        {problem !== null && (
          <div className={mergeClasses(layout.quiet, styles.problem)} role="alert">
            {problem}
          </div>
        )}
      </div>
    </div>
  )
}
