// A long list, drawn some at a time: thousands of cards at once would hold the window still.
import { Button, makeStyles } from '@fluentui/react-components'
import { type ReactNode, useState } from 'react'
import { useLanguage } from '../i18n/Language.tsx'

const useStyles = makeStyles({ more: { alignSelf: 'center', marginTop: '8px' } })

interface Props<T> {
  readonly items: readonly T[]
  /** How many are drawn at first, and how many more each time. */
  readonly size: number
  readonly draw: (shown: readonly T[]) => ReactNode
}

export function Some<T>({ items, size, draw }: Props<T>) {
  const { t } = useLanguage()
  const styles = useStyles()
  const [count, setCount] = useState(size)
  const left = items.length - count
  return (
    <>
      {draw(items.slice(0, count))}
      {left > 0 && (
        <Button className={styles.more} onClick={() => setCount(count + size)}>
          {t('window.more', { count: left })}
        </Button>
      )}
    </>
  )
}
