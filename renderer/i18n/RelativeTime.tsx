// Times on the page: relative in the text, exact in the tooltip; countdowns that tick without being announced.
import { Tooltip } from '@fluentui/react-components'
import { useNow } from './clock.ts'
import { useLanguage } from './Language.tsx'

/** "3 minutes ago", put into a sentence by `render` where one is needed. */
export function Ago({ at, render }: { at: string; render?: (ago: string) => string }) {
  const { formats } = useLanguage()
  const now = useNow('quarter-minute')
  const ago = formats.ago(at, Math.max(now, Date.parse(at)))
  return (
    <Tooltip content={formats.exact(at)} relationship="description">
      <time dateTime={at}>{render === undefined ? ago : render(ago)}</time>
    </Tooltip>
  )
}

interface CountdownProps {
  readonly until: string
  readonly render: (left: string) => string
  /** What stands there once it is over; nothing by default. */
  readonly over?: string
}

/** What is left until a moment, inside the sentence `render` makes. */
export function Countdown({ until, render, over }: CountdownProps) {
  const { formats } = useLanguage()
  const now = useNow('second')
  const left = formats.left(until, now)
  if (left === null) return over === undefined ? null : <span>{over}</span>
  return (
    <Tooltip content={formats.exact(until)} relationship="description">
      <time dateTime={until} role="timer" aria-live="off">
        {render(left)}
      </time>
    </Tooltip>
  )
}
