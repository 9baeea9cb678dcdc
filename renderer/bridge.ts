// The only file that touches what the preload script left on the window: snapshots come in, intents go out.
import type { Bridge, CallName, Outcome, Payload, Result } from '../app/contract/ipc.ts'
import { translator } from '../app/contract/messages/translate.ts'
import { mirror, receive } from './store/snapshot-store.ts'
import { showPage } from './store/view-store.ts'

declare global {
  interface Window {
    readonly homeward: Bridge
  }
}

/** Calls by which the user wants something: they answer with an outcome. */
export type IntentName = {
  [N in CallName]: Result<N> extends Outcome ? (Outcome extends Result<N> ? N : never) : never
}[CallName]

/** Once, before the first `load`, so that no change falls between the two. */
export function follow(): void {
  window.homeward.listen('snapshot.changed', (snapshot) => receive(snapshot))
  window.homeward.listen('page.show', showPage)
}

/** The snapshot as it is now. Rejects when the main process does not answer. */
export async function load(): Promise<void> {
  receive(await window.homeward.call('snapshot.get', undefined))
}

/** Asks for data. Rejects when the main process refuses or does not answer. */
export function ask<N extends CallName>(name: N, payload: Payload<N>): Promise<Result<N>> {
  return window.homeward.call(name, payload)
}

/** States a wish. A main process that refuses the call or is gone becomes a sentence, as any other failure. */
export async function intend<N extends IntentName>(name: N, payload: Payload<N>): Promise<Outcome> {
  try {
    return (await window.homeward.call(name, payload)) as Outcome
  } catch (cause) {
    console.error(`${name} was not answered`, cause)
    return { ok: false, message: translator(mirror.getState().snapshot?.locale ?? 'en')('window.no-answer') }
  }
}
