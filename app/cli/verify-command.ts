// `homeward verify HOSTNAME`: what the zone's servers hold, and who still sees another address until when.
import { propagationLines } from '../contract/explain/propagation.ts'
import { isTypedHostname } from '../contract/hostname.ts'
import type { Locale } from '../contract/locale.ts'
import type { FamilyPropagation, Propagation } from '../contract/propagation.ts'
import { CONFIG, defineCommand, JSON_FLAG } from './command.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { t } from './language.ts'
import { moment } from './moment.ts'
import { printJson, printNote, printResult, table } from './output.ts'

export const verifyCommand = defineCommand<[hostname: string]>({
  name: 'verify',
  args: '<hostname>',
  help: 'cli.command.verify',
  options: [CONFIG, JSON_FLAG],
  run: ({ args: [hostname], json, open }) => verify(open(), hostname, json),
})

async function verify(context: CliContext, hostname: string, json: boolean): Promise<ExitCode> {
  const verified = await context.withApp(async (app) => {
    const named = app.settings().settings.records.filter((record) => isTypedHostname(hostname, record.hostname))
    // The result is not remembered: a running instance keeps its own.
    const results = await Promise.all(named.map((record) => app.engine.propagation(record, false)))
    return { results, locale: app.locale() }
  })
  if (verified === null) return EXIT.usage
  const { results, locale } = verified
  if (results.length === 0) {
    printNote(t('intent.unknown-record', { hostname }))
    return EXIT.usage
  }
  if (json) printJson(results)
  else printResult(results.map((propagation) => describe(propagation, locale)).join('\n\n'))
  return exitCode(results.flatMap(({ families }) => families))
}

function describe(propagation: Propagation, locale: Locale): string {
  const columns = (['who', 'address', 'sees', 'until'] as const).map((column) => t(`cli.column.${column}`))
  const rows = propagation.families.flatMap((family) => [
    ...family.servers.map(({ name, address, holds, ttl, problem }) => [
      name,
      address,
      holds === null ? `(${problem})` : holds.join(' ') || '-',
      ttl === null ? '-' : t('cli.seconds', { count: ttl }),
    ]),
    ...family.resolvers.map(({ name, address, addresses, sees, until, problem }) => [
      name,
      address,
      problem === null ? `${addresses.join(' ') || '-'} (${t(`cli.sees.${sees}`)})` : `(${problem})`,
      until === null ? '-' : moment(until),
    ]),
  ])
  return [...propagationLines(locale, propagation), table(columns, rows)].join('\n')
}

function exitCode(families: readonly FamilyPropagation[]): ExitCode {
  if (families.every(({ state }) => state === 'holds')) return EXIT.ok
  return families.every(({ state }) => state === 'unknown') ? EXIT.offline : EXIT.failed
}
