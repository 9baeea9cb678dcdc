// The demo's output: a readable timeline, or one JSON object per line. Every step really happened.

export interface Change {
  readonly hostname: string
  readonly family: 'ipv4' | 'ipv6'
  readonly from: string
  readonly to: string
  /** From the change to the first byte at the provider. */
  readonly reactionMs: number
}

export interface Timeline {
  /** @param event short name for programs. @param sentence for people. @param details for programs only */
  step(event: string, sentence: string, details?: Readonly<Record<string, unknown>>): void
  summary(ok: boolean, changes: readonly Change[], sentence: string): void
}

export function createTimeline(json: boolean, write: (line: string) => void): Timeline {
  const began = performance.now()
  const elapsed = () => Math.round(performance.now() - began)
  const seconds = (atMs: number) => `${(atMs / 1_000).toFixed(2).padStart(7)} s`
  return {
    step: (event, sentence, details = {}) => {
      const atMs = elapsed()
      write(json ? JSON.stringify({ event, atMs, message: sentence, ...details }) : `${seconds(atMs)}  ${sentence}`)
    },
    summary: (ok, changes, sentence) => {
      if (json) write(JSON.stringify({ event: 'summary', ok, changes }))
      else write(`\n${ok ? 'Done' : 'Failed'}: ${sentence}`)
    },
  }
}
