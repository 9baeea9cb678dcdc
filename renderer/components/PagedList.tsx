// A long list, drawn a page at a time: thousands of cards at once would block the window.
import { Button, makeStyles } from '@fluentui/react-components'
import { type ReactNode, useState } from 'react'
import { useLanguage } from '../i18n/Language.tsx'

const useStyles = makeStyles({ more: { alignSelf: 'center', marginTop: '8px' } })

interface Props<T> {
  readonly items: readonly T[]
  /** How many items the first page has, and how many each click adds. */
  readonly pageSize: number
  readonly draw: (shown: readonly T[]) => ReactNode
}

export function PagedList<T>({ items, pageSize, draw }: Props<T>) {
  const { t } = useLanguage()
  const styles = useStyles()
  const [count, setCount] = useState(pageSize)
  const left = items.length - count
  return (
    <>
      {draw(items.slice(0, count))}
      {left > 0 && (
        <Button className={styles.more} onClick={() => setCount(count + pageSize)}>
          {t('window.more', { count: left })}
        </Button>
      )}
    </>
  )
}
