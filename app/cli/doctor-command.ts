// `homeward doctor`: how each address is found out now, who answered what, and the way from this computer to the world.
import type { DoctorReport } from '../contract/doctor.ts'
import { explainDoctor } from '../contract/explain/doctor.ts'
import { CONFIG, defineCommand, JSON_FLAG } from './command.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { spoken, t } from './language.ts'
import { printJson, printNote, printResult, table } from './output.ts'

export const doctorCommand = defineCommand({
  name: 'doctor',
  help: 'cli.command.doctor',
  options: [CONFIG, JSON_FLAG],
  run: ({ json, open }) => doctor(open(), json),
})

/** By verdict: a script can tell what somebody has to look at from what passes. */
const EXIT_BY_VERDICT: Readonly<Record<DoctorReport['verdict'], ExitCode>> = {
  fine: EXIT.ok,
  unknown: EXIT.failed,
  held: EXIT.needsUser,
  offline: EXIT.offline,
}

export async function doctor(context: CliContext, json: boolean): Promise<ExitCode> {
  const report = await reportOf(context)
  if (typeof report === 'number') return report
  if (json) printJson(report)
  else printResult(text(report))
  return EXIT_BY_VERDICT[report.verdict]
}

/** @returns an exit status where there is no report */
async function reportOf(context: CliContext): Promise<DoctorReport | ExitCode> {
  // Only the running instance knows what the router was heard to say, and two at once would confuse its next round.
  const running = await context.requestInstance({ command: 'doctor', payload: {} })
  if (running !== null && !running.ok) {
    printNote(running.message)
    return running.usage ? EXIT.usage : EXIT.failed
  }
  if (running !== null) {
    for (const notice of running.notices) printNote(notice)
    if (running.doctor !== undefined) return running.doctor
    printNote(t('cli.doctor-old'))
    return EXIT.failed
  }
  return (await context.withApp((app) => app.doctor.observe())) ?? EXIT.usage
}

function text(report: DoctorReport): string {
  const blocks = explainDoctor(spoken(), report)
  return blocks
    .map((block, index) => {
      const drawn = block.kind === 'lines' ? block.lines.join('\n') : table(block.header, block.rows)
      // A table belongs to the line above it.
      return index === 0 || block.kind === 'table' ? drawn : `\n${drawn}`
    })
    .join('\n')
}
