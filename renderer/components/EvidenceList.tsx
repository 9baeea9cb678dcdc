// A list of servers or resolvers: who was asked, and what it said.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { SubtractCircleRegular } from '@fluentui/react-icons/svg/subtract-circle'
import { useLayout } from '../theme/layout.ts'

export interface Sight {
  readonly name: string
  readonly address: string
  /** Whether it holds or sees what it should. */
  readonly good: boolean
  readonly said: string
  /** The protocol's own word for why there is no answer. */
  readonly detail: string | null
}

const useStyles = makeStyles({
  title: { margin: '0 0 6px' },
  item: {
    display: 'grid',
    gridTemplateColumns: '20px minmax(0, 1fr)',
    gap: '0 8px',
    padding: '6px 0',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    '& svg': { fontSize: '16px', marginTop: '3px' },
  },
  good: { color: tokens.colorStatusSuccessForeground1 },
  other: { color: tokens.colorNeutralForeground3 },
})

export function SightList({ title, sights }: { title: string; sights: readonly Sight[] }) {
  const layout = useLayout()
  const styles = useStyles()
  if (sights.length === 0) return null
  return (
    <section>
      <h4 className={mergeClasses(layout.quiet, styles.title)}>{title}</h4>
      <ul className={layout.list}>
        {sights.map(({ name, address, good, said, detail }) => (
          <li key={`${name} ${address}`} className={styles.item}>
            {good ? (
              <CheckmarkCircleRegular className={styles.good} aria-hidden="true" />
            ) : (
              <SubtractCircleRegular className={styles.other} aria-hidden="true" />
            )}
            <div>
              <span className={mergeClasses(layout.strong, layout.breakable)}>{name}</span>{' '}
              {address !== name && <span className={mergeClasses(layout.machine, layout.quiet)}>{address}</span>}
              <div className={layout.breakable}>
                {said}
                {detail !== null && <span className={layout.quiet}> ({detail})</span>}
              </div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
