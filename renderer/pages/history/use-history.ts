// Reads the history of a filter: its first page at once and again whenever the engine's state moved, older ones on demand.
import { useCallback, useEffect, useRef, useState } from 'react'
import { ask } from '../../bridge.ts'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { type Filter, olderQuery, PAGE_SIZE, type Shown, withHead, withOlder } from './history-pages.ts'

/** Snapshots come in bursts while a round runs; the history is read once they rest. */
const REST_MS = 300

export interface History {
  /** Null until the first page has come. */
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
  const wanted = useRef(key)
  wanted.current = key

  const fail = useCallback((cause: unknown) => {
    console.error('the history could not be read', cause)
    setFailed(true)
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is the reason to read again.
  useEffect(() => {
    const read = () => {
      ask('history.query', { ...(JSON.parse(key) as Filter), limit: PAGE_SIZE }).then((head) => {
        setFailed(false)
        if (wanted.current !== key) return
        setState((before) => ({ key, shown: before?.key === key ? withHead(before.shown, head) : head }))
      }, fail)
    }
    if (current === null) {
      read()
      return
    }
    const timer = setTimeout(read, REST_MS)
    return () => clearTimeout(timer)
  }, [key, revision, fail])

  const loadOlder = useCallback(() => {
    if (current === null) return
    setLoadingOlder(true)
    ask('history.query', olderQuery(JSON.parse(key) as Filter, current))
      .then((page) => {
        setState((before) => (before?.key === key ? { key, shown: withOlder(before.shown, page) } : before))
      }, fail)
      .finally(() => setLoadingOlder(false))
  }, [current, key, fail])

  return { shown: current, failed, loadingOlder, loadOlder }
}
