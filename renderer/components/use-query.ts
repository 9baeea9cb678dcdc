// The answer to one query, for a component that shows it.
import { useEffect, useState } from 'react'
import type { CallName, Payload, Result } from '../../app/contract/ipc.ts'
import { query } from '../bridge.ts'

/** `failed`: the main process refused the query or did not answer. */
export type QueryState<T> = 'reading' | 'failed' | { readonly value: T }

/**
 * Sends the query when the component appears, and again whenever the payload or `version` changes. The old answer stays
 * until the new one arrives.
 */
export function useQuery<N extends CallName>(name: N, payload: Payload<N>, version = ''): QueryState<Result<N>> {
  const [state, setState] = useState<QueryState<Result<N>>>('reading')
  const key = JSON.stringify([payload, version])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the payload is a new object each time; the key holds its values.
  useEffect(() => {
    let isCurrent = true
    query(name, payload).then(
      (value) => isCurrent && setState({ value }),
      (error: unknown) => {
        console.error('a query was not answered', name, error)
        if (isCurrent) setState('failed')
      },
    )
    return () => {
      isCurrent = false
    }
  }, [name, key])
  return state
}
