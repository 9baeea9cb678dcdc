// `homeward try HOSTNAME`: sends the update of one name, changed or not. It shows the provider's whole answer and how Homeward
// reads it, for users who set up a service by a URL.
import type { Exchange } from '../compose.ts'
import type { ControlRequest, ControlResult } from '../contract/control.ts'
import { isTypedHostname } from '../contract/hostname.ts'
import { redactor } from '../model/redaction.ts'
import { CONFIG, defineCommand, JSON_FLAG } from './command.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { t } from './language.ts'
import { printJson, printNote, printResult } from './output.ts'
import { report } from './report.ts'

export const tryCommand = defineCommand<[hostname: string]>({
  name: 'try',
  args: '<hostname>',
  help: 'cli.command.try',
  options: [CONFIG, JSON_FLAG],
  run: ({ args: [hostname], json, open }) => tryUpdate(open(), hostname, json),
})

/** An exchange as it is shown: no header, no query, and no line that holds a secret. */
interface ShownExchange {
  readonly method: string
  readonly address: string
  /** Null where no reply came. */
  readonly status: number | null
  /** The reply's text, or the fault's words. */
  readonly text: string
}

const MAX_LINES = 30
const MAX_TEXT = 4_000

async function tryUpdate(context: CliContext, hostname: string, json: boolean): Promise<ExitCode> {
  // A service that is being set up has usually failed before. Its wait must not delay this try.
  const payload = { force: [hostname], retryParked: true }
  const request: ControlRequest = { command: 'update', payload }
  const beganAt = Date.now()
  const running = await context.requestInstance(request)
  if (running !== null) return tellOfInstance(context, { hostname, beganAt }, running, json)
  const exchanges: ShownExchange[] = []
  const result = await context.withEngine(async (app) => app.control.update(payload), {
    onExchange: (exchange) => exchanges.push(shown(exchange)),
  })
  if (result === null) return EXIT.usage
  if (json && result.ok) printJson({ exchanges, rows: rowsOf(result, hostname).rows })
  else for (const exchange of exchanges) printResult(textOf(exchange))
  if (exchanges.length === 0) printNote(t('cli.try-nothing'))
  return json && result.ok ? report(rowsOf(result, hostname), 'nothing') : report(rowsOf(result, hostname), 'table')
}

/** The running instance sends it, unless something holds the name. It keeps the first line of each answer. */
async function tellOfInstance(
  context: CliContext,
  { hostname, beganAt }: { readonly hostname: string; readonly beganAt: number },
  result: Parameters<typeof report>[0],
  json: boolean,
): Promise<ExitCode> {
  if (result.ok && !json) {
    const page = await context.withApp((app) => app.store.history({ limit: 20 }))
    const newest = page?.attempts.find((attempt) => isTypedHostname(hostname, attempt.hostname))
    const isSent = newest !== undefined && Date.parse(newest.at) >= beganAt
    printNote(t(isSent ? 'cli.try-instance' : 'cli.try-nothing'))
    if (isSent && newest.detail) printResult(newest.detail)
  }
  return report(rowsOf(result, hostname), json ? 'json' : 'table')
}

function rowsOf<T extends ControlResult>(result: T, hostname: string): T {
  if (!result.ok) return result
  return { ...result, rows: result.rows.filter((row) => isTypedHostname(hostname, row.hostname)) }
}

function shown({ request, result }: Exchange): ShownExchange {
  const { origin, pathname } = new URL(request.url)
  const path = redactor.redact(pathname)
  const address = path === pathname ? `${origin}${pathname}` : `${origin}/${path}`
  const { method } = request
  if (!result.ok) return { method, address, status: null, text: redactor.redact(result.message) }
  // Redacted before it is cut, so that no half of a secret stays.
  const lines = redactor.redact(result.body).split(/\r\n|\n|\r/)
  return { method, address, status: result.status, text: lines.slice(0, MAX_LINES).join('\n').slice(0, MAX_TEXT) }
}

function textOf({ method, address, status, text }: ShownExchange): string {
  const answer = status === null ? t('cli.try-no-answer') : t('cli.try-status', { status })
  const body = text.trim() === '' ? t('cli.try-empty') : text
  return [`${method} ${address}`, answer, ...body.split('\n').map((line) => `  ${line}`), ''].join('\n')
}
