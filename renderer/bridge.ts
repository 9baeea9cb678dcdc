// The only file that touches what the preload script put on the window: snapshots come in, queries and commands go out.
import type { Bridge, CallName, Payload, Result } from '../app/contract/ipc.ts'
import { translator } from '../app/contract/messages/translate.ts'
import type { Outcome } from '../app/contract/outcome.ts'
import { receive, snapshotStore } from './store/snapshot-store.ts'
import { showPage } from './store/view-store.ts'

declare global {
  interface Window {
    readonly homeward: Bridge
  }
}

/** The calls that change something: they answer with an outcome. */
export type CommandName = {
  [N in CallName]: Result<N> extends Outcome ? (Outcome extends Result<N> ? N : never) : never
}[CallName]

/** Call once, before the first `load`, so that no change falls between the two. */
export function subscribe(): void {
  window.homeward.listen('snapshot.changed', (snapshot) => receive(snapshot))
  window.homeward.listen('page.show', showPage)
}

/** Reads the current snapshot. Rejects when the main process does not answer. */
export async function load(): Promise<void> {
  receive(await window.homeward.call('snapshot.get', undefined))
}

/** Reads data. Rejects when the main process refuses or does not answer. */
export function query<N extends CallName>(name: N, payload: Payload<N>): Promise<Result<N>> {
  return window.homeward.call(name, payload)
}

/** Changes something. Never rejects: when the main process refuses the call or has gone, the outcome says so. */
export async function command<N extends CommandName>(name: N, payload: Payload<N>): Promise<Outcome> {
  try {
    return (await window.homeward.call(name, payload)) as Outcome
  } catch (error) {
    console.error('a command was not answered', name, error)
    return { ok: false, message: translator(snapshotStore.getState().snapshot?.locale ?? 'en')('window.no-answer') }
  }
}
