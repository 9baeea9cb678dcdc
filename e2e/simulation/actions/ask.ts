// Asks the engine for something as the window does.
import type { Life } from '../simulation.ts'

/** Calls an intent as the window does; a store that cannot be written is the only reason for it to throw. */
export async function ask(life: Life, what: string, intent: () => unknown): Promise<boolean> {
  life.trail.note(`the user: ${what}`)
  try {
    const outcome = await intent()
    return (outcome as { readonly ok: boolean }).ok
  } catch (error) {
    const isExcused = life.guard.isFull || !life.run.isAlive
    life.trail.must(isExcused, 'explained', () => `${what} failed: ${error}`)
    return false
  }
}
