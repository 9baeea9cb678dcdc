// `homeward secret`: puts secrets into the credential store, takes them out, and lists their names, never their values.
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { t } from './language.ts'
import { printJson, printResult, tell } from './output.ts'

/** The longest value taken, as for the window. */
const LONGEST_SECRET = 16_384

export async function setSecret(context: CliContext, account: string, field: string): Promise<ExitCode> {
  const value = await readSecret()
  if (value === '') {
    tell(t('cli.secret-none'))
    return EXIT.usage
  }
  if (value.length > LONGEST_SECRET) {
    tell(t('cli.secret-long', { count: LONGEST_SECRET }))
    return EXIT.usage
  }
  return finish(context, await context.credentials.write(account, field, value))
}

export async function clearSecret(context: CliContext, account: string, field: string): Promise<ExitCode> {
  return finish(context, await context.credentials.clear(account, field))
}

export async function listSecrets(context: CliContext, options: { readonly json: boolean }): Promise<ExitCode> {
  const listed = await context.credentials.list()
  if (!listed.ok) {
    tell(listed.reason)
    return EXIT.failed
  }
  if (options.json) printJson(listed.names)
  else for (const { account, field } of listed.names) printResult(`${account} ${field}`)
  return EXIT.ok
}

async function finish(context: CliContext, outcome: { ok: true } | { ok: false; reason: string }): Promise<ExitCode> {
  if (!outcome.ok) {
    tell(outcome.reason)
    return EXIT.failed
  }
  // A running instance tries again at once with the new secret; without one there is nobody to tell.
  await context.askInstance({ ask: 'look-again' })
  return EXIT.ok
}

/** Standard input without its final line break: one comes from every editor, and no secret ends in one. */
async function readSecret(): Promise<string> {
  if (process.stdin.isTTY) tell(t('cli.secret-type'))
  let text = ''
  process.stdin.setEncoding('utf8')
  for await (const chunk of process.stdin) text += chunk
  return text.replace(/\r?\n$/, '')
}
