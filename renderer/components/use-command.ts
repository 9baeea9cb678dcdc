// Commands of one component, one at a time: whether one is under way, and why the last one was refused.
import { useCallback, useState } from 'react'
import type { Payload } from '../../app/contract/ipc.ts'
import { type CommandName, command } from '../bridge.ts'

export interface Command {
  readonly busy: boolean
  /** Why the last command was refused, in the user's language; null when it was carried out. */
  readonly error: string | null
  /** @returns whether it was carried out. */
  send<N extends CommandName>(name: N, payload: Payload<N>): Promise<boolean>
}

export function useCommand(): Command {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const send = useCallback(async <N extends CommandName>(name: N, payload: Payload<N>) => {
    setBusy(true)
    setError(null)
    const outcome = await command(name, payload)
    setBusy(false)
    if (!outcome.ok) setError(outcome.message)
    return outcome.ok
  }, [])
  return { busy, error, send }
}
