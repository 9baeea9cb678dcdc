// Asks the running instance before its files are read, and prints what it says about itself.
import type { CliContext, InstanceReply } from './context.ts'
import { printNote } from './output.ts'

/**
 * A database that was deleted meanwhile is written again by it first. So whoever reads the file afterwards reads the truth.
 * @returns null when no instance runs with these settings
 */
export async function askRunning(context: CliContext): Promise<InstanceReply | null> {
  const running = await context.requestInstance({ command: 'status', payload: {} })
  if (running?.ok) for (const notice of running.notices) printNote(notice)
  return running
}
