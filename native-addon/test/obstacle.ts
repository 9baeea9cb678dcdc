// Skips a whole suite that cannot run here, so that the test run names the reason and what would help.
import 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    /** Why it was skipped, and the command that would make it run. */
    skipped?: string
  }
}

/** Options of `describe`: it runs when there is no obstacle. */
export function unless(obstacle: string | null): { skip: boolean; meta: { skipped?: string } } {
  return obstacle === null ? { skip: false, meta: {} } : { skip: true, meta: { skipped: obstacle } }
}
