// The time that is left until a moment. It ticks every second, and screen readers do not announce it.
import { Tooltip } from '@fluentui/react-components'
import { useNow } from './clock.ts'
import { useLanguage } from './Language.tsx'

interface Props {
  /** ISO 8601. */
  readonly until: string
  /** Puts the time that is left into a sentence. */
  readonly render: (left: string) => string
  /** The text once the moment has passed; nothing by default. */
  readonly ended?: string
}

export function Countdown({ until, render, ended }: Props) {
  const { formats } = useLanguage()
  const now = useNow('second')
  const left = formats.left(until, now)
  if (left === null) return ended === undefined ? null : <span>{ended}</span>
  return (
    <Tooltip content={formats.exact(until)} relationship="description">
      <time dateTime={until} role="timer" aria-live="off">
        {render(left)}
      </time>
    </Tooltip>
  )
}
