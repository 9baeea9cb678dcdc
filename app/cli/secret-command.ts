// `homeward secret`: stores secrets in the credential store, removes them, and lists their names, never their values.
import { cleanPasted } from '../contract/pasted-text.ts'
import { valueMistake } from '../contract/value-mistake.ts'
import { CONFIG, defineCommand, JSON_FLAG } from './command.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { t } from './language.ts'
import { printJson, printNote, printResult } from './output.ts'

export const secretSetCommand = defineCommand<[account: string, field: string]>({
  name: 'secret set',
  args: '<account> <field>',
  help: 'cli.command.secret-set',
  options: [CONFIG],
  run: ({ args: [account, field], open }) => setSecret(open(), account, field),
})

export const secretClearCommand = defineCommand<[account: string, field: string]>({
  name: 'secret clear',
  args: '<account> <field>',
  help: 'cli.command.secret-clear',
  run: async ({ args: [account, field], open }) => {
    const context = open()
    return finish(context, await context.credentials.clear(account, field))
  },
})

export const secretListCommand = defineCommand({
  name: 'secret list',
  help: 'cli.command.secret-list',
  options: [JSON_FLAG],
  run: ({ json, open }) => listSecrets(open(), json),
})

/** The longest value accepted, as in the window. */
const LONGEST_SECRET = 16_384

async function setSecret(context: CliContext, account: string, field: string): Promise<ExitCode> {
  const value = cleanPasted(await readSecret())
  if (value === '') {
    printNote(t('cli.secret-none'))
    return EXIT.usage
  }
  if (value.length > LONGEST_SECRET) {
    printNote(t('cli.secret-long', { count: LONGEST_SECRET }))
    return EXIT.usage
  }
  const target = await context.secretTarget(account, field)
  if (target === null) {
    printNote(t('cli.secret-no-account', { account }))
    return EXIT.usage
  }
  const mistake = target.field === null ? null : valueMistake(target.field, value)
  if (mistake !== null) {
    printNote(t('cli.secret-quoted', { reason: t(`value-mistake.${mistake}`) }))
    return EXIT.usage
  }
  return finish(context, await context.credentials.write(account, field, value, target.scope))
}

async function listSecrets(context: CliContext, json: boolean): Promise<ExitCode> {
  const listed = await context.credentials.list()
  if (!listed.ok) {
    printNote(listed.reason)
    return EXIT.failed
  }
  if (json) printJson(listed.names)
  else for (const { account, field } of listed.names) printResult(`${account} ${field}`)
  return EXIT.ok
}

async function finish(context: CliContext, outcome: { ok: true } | { ok: false; reason: string }): Promise<ExitCode> {
  if (!outcome.ok) {
    printNote(outcome.reason)
    return EXIT.failed
  }
  // A running instance retries at once with the new secret.
  await context.requestInstance({ command: 'settings-changed', payload: {} })
  return EXIT.ok
}

/** Standard input as it is given. */
async function readSecret(): Promise<string> {
  if (process.stdin.isTTY) printNote(t('cli.secret-type'))
  let text = ''
  process.stdin.setEncoding('utf8')
  for await (const chunk of process.stdin) text += chunk
  return text
}
