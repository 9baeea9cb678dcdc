// What the explanation of a domain needs of the history. The snapshot has the rest.
import { useEffect, useState } from 'react'
import type { ExplainedHistory } from '../../../app/contract/history.ts'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import { query } from '../../bridge.ts'
import { useSnapshot } from '../../store/snapshot-store.ts'

/** Read again after every round, because the dialog may stay open for long. */
export function useExplanation(record: RecordStatus): ExplainedHistory | 'reading' | 'failed' {
  const lastId = useSnapshot((snapshot) => snapshot.lastRound?.id ?? null)
  const [history, setHistory] = useState<ExplainedHistory | 'reading' | 'failed'>('reading')
  // biome-ignore lint/correctness/useExhaustiveDependencies: each snapshot brings a new record; only its name and its state count.
  useEffect(() => {
    let current = true
    const { account, hostname } = record
    query('record.explain', { account, hostname }).then(
      (found) => current && setHistory(found),
      (cause: unknown) => {
        console.error('the history could not be read', cause)
        if (current) setHistory('failed')
      },
    )
    return () => {
      current = false
    }
  }, [record.account, record.hostname, record.state, lastId])
  return history
}
