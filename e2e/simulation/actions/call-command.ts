// Calls a command of the engine as the window does.
import type { Simulation } from '../simulation.ts'

/** Only a store that cannot be written may make a command throw. @returns whether the command was carried out */
export async function callCommand(simulation: Simulation, what: string, command: () => unknown): Promise<boolean> {
  simulation.trace.note(`the user: ${what}`)
  try {
    const outcome = await command()
    return (outcome as { readonly ok: boolean }).ok
  } catch (error) {
    const isExcused = simulation.guard.isDiskFull || !simulation.app.isAlive
    simulation.trace.check(isExcused, 'explained', () => `${what} failed: ${error}`)
    return false
  }
}
