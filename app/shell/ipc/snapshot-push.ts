// Feeds the page: whole snapshots, coalesced, and only once it has asked for its first. A page that is still loading would
// lose a push, and one that never asks needs none.
import { type PushName, type PushValue, pushes } from '../../contract/ipc.ts'
import type { AppSnapshot } from '../../contract/snapshot.ts'
import type { Clock, Disposer, Log } from '../../model/ports.ts'

export type Page = PushValue<'page.show'>
export type Send = (name: PushName, value: unknown) => void

/** A burst of changes becomes one redraw. */
const COALESCE_MS = 50

export class PageFeed {
  readonly #clock: Pick<Clock, 'setTimer'>
  readonly #log: Log
  readonly #latest: () => AppSnapshot
  #send: Send | null = null
  #listening = false
  #wantedPage: Page | null = null
  #cancel: Disposer | null = null
  #sentRevision = -1

  constructor(latest: () => AppSnapshot, clock: Pick<Clock, 'setTimer'>, log: Log) {
    this.#latest = latest
    this.#clock = clock
    this.#log = log
  }

  /** A window exists; its page has asked for nothing yet. */
  attach(send: Send): void {
    this.detach()
    this.#send = send
  }

  /** The window is gone, or its page loads anew. */
  detach(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#send = null
    this.#listening = false
    this.#wantedPage = null
    this.#sentRevision = -1
  }

  /** The page asks for the snapshot: from now on it hears of every change. */
  firstSnapshot(): AppSnapshot {
    const snapshot = this.#latest()
    this.#listening = true
    this.#sentRevision = snapshot.revision
    // After the answer to this call, so that the page has something to show on the page asked for.
    if (this.#wantedPage !== null) this.#soon()
    return snapshot
  }

  snapshotChanged(): void {
    if (this.#listening) this.#soon()
  }

  showPage(page: Page): void {
    this.#wantedPage = page
    if (this.#listening) this.#soon()
  }

  #soon(): void {
    this.#cancel ??= this.#clock.setTimer(COALESCE_MS, () => {
      this.#cancel = null
      this.#flush()
    })
  }

  #flush(): void {
    const snapshot = this.#latest()
    if (snapshot.revision !== this.#sentRevision) {
      this.#sentRevision = snapshot.revision
      this.#push('snapshot.changed', snapshot)
    }
    if (this.#wantedPage === null) return
    this.#push('page.show', this.#wantedPage)
    this.#wantedPage = null
  }

  #push(name: PushName, value: unknown): void {
    const parsed = pushes[name].safeParse(value)
    if (parsed.success) this.#send?.(name, parsed.data)
    else
      this.#log('error', 'A push to the page had the wrong shape', { push: name, issues: parsed.error.issues.length })
  }
}
