// A time in relative form, such as "3 minutes ago", with the exact time in a tooltip.
import { Tooltip } from '@fluentui/react-components'
import { useNow } from './clock.ts'
import { useLanguage } from './Language.tsx'

interface Props {
  /** ISO 8601. */
  readonly at: string
  /** Puts the relative time into a sentence. By default it stands alone. */
  readonly render?: (ago: string) => string
}

export function RelativeTime({ at, render = (ago) => ago }: Props) {
  const { formats } = useLanguage()
  const now = useNow('quarter-minute')
  const ago = formats.ago(at, Math.max(now, Date.parse(at)))
  return (
    <Tooltip content={formats.exact(at)} relationship="description">
      <time dateTime={at}>{render(ago)}</time>
    </Tooltip>
  )
}
