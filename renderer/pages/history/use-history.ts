// Reads the history for a filter: the first page at once and again after each new snapshot, older pages on demand.
import { useCallback, useEffect, useRef, useState } from 'react'
import { query } from '../../bridge.ts'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { type Filter, olderQuery, PAGE_SIZE, type Shown, withHead, withOlder } from './history-pages.ts'

/** Snapshots come in bursts during a round. The history is read once they pause. */
const QUIET_MS = 300

export interface History {
  /** Null until the first page has been read. */
  readonly shown: Shown | null
  readonly failed: boolean
  readonly loadingOlder: boolean
  loadOlder(): void
}

export function useHistory(filter: Filter): History {
  const revision = useSnapshot((snapshot) => snapshot.revision)
  const key = JSON.stringify(filter)
  const [state, setState] = useState<{ readonly key: string; readonly shown: Shown } | null>(null)
  const [failed, setFailed] = useState(false)
  const [loadingOlder, setLoadingOlder] = useState(false)
  const current = state?.key === key ? state.shown : null
  const latestKey = useRef(key)
  latestKey.current = key

  const fail = useCallback((error: unknown) => {
    console.error('the history could not be read', error)
    setFailed(true)
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is the reason to read again.
  useEffect(() => {
    const read = () => {
      query('history.query', { ...(JSON.parse(key) as Filter), limit: PAGE_SIZE }).then((head) => {
        setFailed(false)
        if (latestKey.current !== key) return
        setState((before) => ({ key, shown: before?.key === key ? withHead(before.shown, head) : head }))
      }, fail)
    }
    if (current === null) {
      read()
      return
    }
    const timer = setTimeout(read, QUIET_MS)
    return () => clearTimeout(timer)
  }, [key, revision, fail])

  const loadOlder = useCallback(() => {
    if (current === null) return
    setLoadingOlder(true)
    query('history.query', olderQuery(JSON.parse(key) as Filter, current))
      .then((page) => {
        setState((before) => (before?.key === key ? { key, shown: withOlder(before.shown, page) } : before))
      }, fail)
      .finally(() => setLoadingOlder(false))
  }, [current, key, fail])

  return { shown: current, failed, loadingOlder, loadOlder }
}
