// `homeward verify HOSTNAME`: what the zone's servers hold, and who still sees another address until when.

import { propagationLines } from '../contract/explain/propagation.ts'
import { sameHostname } from '../contract/hostname.ts'
import type { Locale } from '../contract/locale.ts'
import type { FamilyPropagation, Propagation } from '../contract/propagation.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { t } from './language.ts'
import { moment } from './moment.ts'
import { printJson, printResult, table, tell } from './output.ts'

export async function verify(
  context: CliContext,
  hostname: string,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const told = await context.withApp(async (app) => {
    const { records } = app.settings().settings
    const meant = records.filter((record) => sameHostname(record.hostname, hostname))
    // The running instance keeps its own books: this one only looks.
    const looks = await Promise.all(meant.map((record) => app.engine.propagation(record, false)))
    return { looks, locale: app.snapshot().locale }
  })
  if (told === null) return EXIT.usage
  if (told.looks.length === 0) {
    tell(t('intent.unknown-record', { hostname }))
    return EXIT.usage
  }
  if (json) printJson(told.looks)
  else printResult(told.looks.map((look) => describe(look, told.locale)).join('\n\n'))
  return exitCode(told.looks.flatMap((look) => look.families))
}

function describe(look: Propagation, locale: Locale): string {
  const columns = (['who', 'address', 'sees', 'until'] as const).map((column) => t(`cli.column.${column}`))
  const rows = look.families.flatMap((family) => [
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
  return [...propagationLines(locale, look), table(columns, rows)].join('\n')
}

function exitCode(families: readonly FamilyPropagation[]): ExitCode {
  if (families.every(({ state }) => state === 'holds')) return EXIT.ok
  return families.every(({ state }) => state === 'unknown') ? EXIT.offline : EXIT.failed
}
