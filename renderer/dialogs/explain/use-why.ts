// What the explanation of a domain needs of the history: its newest attempts, the rounds behind them, and the last round.
import { useEffect, useState } from 'react'
import type { ExplainedFacts } from '../../../app/contract/explain/round.ts'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import { ask } from '../../bridge.ts'
import { useSnapshot } from '../../store/snapshot-store.ts'

type Past = Pick<ExplainedFacts, 'sent' | 'last'>

/** Both families' newest attempts are among so many, unless one of them changes all the time. */
const LOOKED_THROUGH = 200

async function read({ account, hostname }: RecordStatus, lastId: number | null): Promise<Past> {
  const { attempts } = await ask('history.query', { hostname, limit: LOOKED_THROUGH })
  const newest = (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const attempt = attempts.find((each) => each.account === account && each.family === family)
    return attempt === undefined ? [] : [attempt]
  })
  const roundOf = async (id: number | null) => (id === null ? null : ask('history.round', id))
  const [last, ...rounds] = await Promise.all([roundOf(lastId), ...newest.map(({ roundId }) => roundOf(roundId))])
  return { sent: newest.map((attempt, index) => ({ attempt, round: rounds[index] ?? null })), last: last ?? null }
}

/** Read anew with every round: the dialog may stay open for long. */
export function useWhy(record: RecordStatus): Past | 'reading' | 'failed' {
  const lastId = useSnapshot((snapshot) => snapshot.lastRound?.id ?? null)
  const [past, setPast] = useState<Past | 'reading' | 'failed'>('reading')
  // biome-ignore lint/correctness/useExhaustiveDependencies: each snapshot brings a new record; only its name and its state count.
  useEffect(() => {
    let current = true
    read(record, lastId).then(
      (found) => current && setPast(found),
      (cause: unknown) => {
        console.error('the history could not be read', cause)
        if (current) setPast('failed')
      },
    )
    return () => {
      current = false
    }
  }, [record.account, record.hostname, record.state, lastId])
  return past
}
