// Carries out a command that the running instance offers, here or there, and reports the rows that it is about.
import { type ControlRequest, type ControlResult, handleControl } from '../contract/control.ts'
import type { CliContext, InstanceReply } from './context.ts'
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.ts'
import { t } from './language.ts'
import { familyTable, printJson, printNote, printResult } from './output.ts'

/** The running instance carries it out where there is one: two engines must not send at once. */
export async function carryOut(context: CliContext, request: ControlRequest, json: boolean): Promise<ExitCode> {
  const reply = await context.requestInstance(request)
  const how = json ? 'json' : 'table'
  if (reply !== null) return report(reply, how)
  const result = await context.withEngine(async (app) => handleControl(app.control, request), { isOneShot: true })
  return result === null ? EXIT.usage : report(result, how)
}

/** Prints the result of a command. @returns its exit status */
export function report(result: ControlResult | InstanceReply, how: 'json' | 'table' | 'nothing'): ExitCode {
  if (!result.ok) {
    printNote(result.message)
    return result.usage ? EXIT.usage : EXIT.failed
  }
  if ('notices' in result) for (const notice of result.notices) printNote(notice)
  if (result.note !== undefined) printNote(result.note)
  if (result.rows.length === 0) printNote(t('cli.no-names'))
  if (how === 'json') printJson(result.rows)
  else if (how === 'table') printResult(familyTable(result.rows))
  return exitCodeOf(result.rows, result.online)
}
