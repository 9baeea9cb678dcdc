// Tells screen readers what changed: politely what is well, at once what needs the user. Bursts become one sentence.
import { useEffect, useRef, useState } from 'react'
import { useSnapshot } from '../store/snapshot-store.ts'
import { useLayout } from '../theme/layout.ts'

const SETTLE_MS = 800

export function Announcer() {
  const layout = useLayout()
  const overall = useSnapshot((snapshot) => snapshot.overall)
  const summary = useSnapshot((snapshot) => snapshot.summary)
  const [said, setSaid] = useState({ polite: '', urgent: '' })
  const last = useRef(summary)

  useEffect(() => {
    if (summary === last.current) return
    const timer = setTimeout(() => {
      last.current = summary
      setSaid(overall === 'attention' ? { polite: '', urgent: summary } : { polite: summary, urgent: '' })
    }, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [overall, summary])

  return (
    <>
      <div className={layout.hidden} aria-live="polite">
        {said.polite}
      </div>
      <div className={layout.hidden} aria-live="assertive">
        {said.urgent}
      </div>
    </>
  )
}
