// One wish at a time from one place: whether it is under way, and the sentence when it could not be granted.
import { useCallback, useState } from 'react'
import type { Payload } from '../../app/contract/ipc.ts'
import { type IntentName, intend } from '../bridge.ts'

export interface Intent {
  readonly busy: boolean
  /** Why the last wish was not granted, in the user's language; null when it was. */
  readonly refusal: string | null
  /** @returns whether it was granted. */
  send<N extends IntentName>(name: N, payload: Payload<N>): Promise<boolean>
  forget(): void
}

export function useIntent(): Intent {
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const send = useCallback(async <N extends IntentName>(name: N, payload: Payload<N>) => {
    setBusy(true)
    setRefusal(null)
    const outcome = await intend(name, payload)
    setBusy(false)
    if (!outcome.ok) setRefusal(outcome.message)
    return outcome.ok
  }, [])
  return { busy, refusal, send, forget: useCallback(() => setRefusal(null), []) }
}
