// Asks the running instance before its files are read, and prints what it says about itself.
import type { CliContext, InstanceReply } from './context.ts'
import { printNote } from './output.ts'

/**
 * An instance whose database was deleted writes it again before it answers, so the files can be read afterwards.
 * @returns null when no instance runs with these settings
 */
export async function askRunning(context: CliContext): Promise<InstanceReply | null> {
  const running = await context.requestInstance({ command: 'status', payload: {} })
  if (running?.ok) for (const notice of running.notices) printNote(notice)
  return running
}
