// Sends the page each new snapshot, but only once it has asked for its first: a page that still loads would miss it. The
// snapshot feed (app/snapshot/snapshot-feed.ts) has already merged bursts of changes, so nothing is delayed here.
import { type PushName, type PushValue, pushes } from '../../contract/ipc.ts'
import type { AppSnapshot } from '../../contract/snapshot.ts'
import type { Clock, Log } from '../../model/ports.ts'

export type Page = PushValue<'page.show'>
export type Send = (name: PushName, value: unknown) => void

export interface SnapshotPushOptions {
  readonly latest: () => AppSnapshot
  readonly clock: Pick<Clock, 'setTimer'>
  readonly log: Log
}

export interface SnapshotPush {
  /** A window opened. Its page has not asked for anything yet. */
  readonly attach: (send: Send) => void
  /** The window is gone. */
  readonly detach: () => void
  /** Answers the page's first question. From now on the page gets every new snapshot. */
  readonly firstSnapshot: () => AppSnapshot
  readonly snapshotChanged: () => void
  /** Takes the page there, at once or as soon as it listens. */
  readonly showPage: (page: Page) => void
}

export function createSnapshotPush({ latest, clock, log }: SnapshotPushOptions): SnapshotPush {
  let sendToPage: Send | null = null
  let isListening = false
  let pendingPage: Page | null = null
  let sentRevision = -1

  function push(name: PushName, value: unknown): void {
    const parsed = pushes[name].safeParse(value)
    if (parsed.success) sendToPage?.(name, parsed.data)
    else log('error', 'a push to the page had the wrong shape', { push: name, issues: parsed.error.issues.length })
  }
  function pushPage(): void {
    if (!isListening || pendingPage === null) return
    push('page.show', pendingPage)
    pendingPage = null
  }
  function detach(): void {
    sendToPage = null
    isListening = false
    pendingPage = null
    sentRevision = -1
  }

  return {
    attach: (send) => {
      detach()
      sendToPage = send
    },
    detach,
    firstSnapshot: () => {
      const snapshot = latest()
      isListening = true
      sentRevision = snapshot.revision
      // Sent after the answer to this call: the page cannot open another page before it has the snapshot.
      if (pendingPage !== null) clock.setTimer(0, pushPage)
      return snapshot
    },
    snapshotChanged: () => {
      if (!isListening) return
      const snapshot = latest()
      if (snapshot.revision === sentRevision) return
      sentRevision = snapshot.revision
      push('snapshot.changed', snapshot)
    },
    showPage: (page) => {
      pendingPage = page
      pushPage()
    },
  }
}
