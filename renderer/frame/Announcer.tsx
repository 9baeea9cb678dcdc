// Announces changes to screen readers: at once if they need the user, politely otherwise. A burst becomes one sentence.
import { useEffect, useRef, useState } from 'react'
import { useSnapshot } from '../store/snapshot-store.ts'
import { useLayout } from '../theme/layout.ts'

const SETTLE_MS = 800

export function Announcer() {
  const layout = useLayout()
  const overall = useSnapshot((snapshot) => snapshot.overall)
  const summary = useSnapshot((snapshot) => snapshot.summary)
  const [announced, setAnnounced] = useState({ polite: '', urgent: '' })
  const last = useRef(summary)

  useEffect(() => {
    if (summary === last.current) return
    const timer = setTimeout(() => {
      last.current = summary
      setAnnounced(overall === 'attention' ? { polite: '', urgent: summary } : { polite: summary, urgent: '' })
    }, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [overall, summary])

  return (
    <>
      <div className={layout.hidden} aria-live="polite">
        {announced.polite}
      </div>
      <div className={layout.hidden} aria-live="assertive">
        {announced.urgent}
      </div>
    </>
  )
}
