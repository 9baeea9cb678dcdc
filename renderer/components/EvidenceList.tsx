// A titled list of servers, resolvers, sources or adapters: each with a mark, which says whether it counts or agrees.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { SubtractCircleRegular } from '@fluentui/react-icons/svg/subtract-circle'
import type { ReactNode } from 'react'
import { useLayout } from '../theme/layout.ts'

export interface Evidence {
  readonly key: string
  /** Draws a check mark in place of a minus. */
  readonly good: boolean
  readonly content: ReactNode
}

interface Props {
  readonly title: string
  readonly items: readonly Evidence[]
  /** What the two marks mean, for screen readers. Left out where the content says it. */
  readonly markLabels?: { readonly good: string; readonly other: string }
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

export function EvidenceList({ title, items, markLabels }: Props) {
  const layout = useLayout()
  const styles = useStyles()
  if (items.length === 0) return null
  const named = (label: string | undefined) =>
    label === undefined ? { 'aria-hidden': true as const } : { 'aria-label': label }
  return (
    <section>
      <h4 className={mergeClasses(layout.quiet, styles.title)}>{title}</h4>
      <ul className={layout.list}>
        {items.map(({ key, good, content }) => (
          <li key={key} className={styles.item}>
            {good ? (
              <CheckmarkCircleRegular className={styles.good} {...named(markLabels?.good)} />
            ) : (
              <SubtractCircleRegular className={styles.other} {...named(markLabels?.other)} />
            )}
            <div>{content}</div>
          </li>
        ))}
      </ul>
    </section>
  )
}
