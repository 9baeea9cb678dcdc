// The window's commands that change the settings file and the credential store.
import { policyValues, sourcesOf } from '../contract/address-sources.ts'
import type { EngineHandlers } from '../contract/ipc.ts'
import type { Outcome } from '../contract/outcome.ts'
import { isShareOrDevice } from '../contract/own-file.ts'
import { cleanPasted } from '../contract/pasted-text.ts'
import { type SecretScope, secretScope } from '../contract/secret-scope.ts'
import type { AccountSettings, AppOptionChanges, RecordSettings, Settings } from '../contract/settings.ts'
import { valueMistake } from '../contract/value-mistake.ts'
import type { Engine } from '../engine/engine.ts'
import { FAMILIES } from '../model/address.ts'
import type { CredentialStore } from '../model/ports.ts'
import type { Provider } from '../model/provider.ts'
import type { SettingsEditor } from '../model/settings-editor.ts'
import { isFileOnlyPolicy, pathsOf, switchesOn } from './file-only.ts'
import type { Refusals } from './refusals.ts'

export interface SettingsHandlersOptions {
  readonly engine: Engine
  readonly settings: () => Settings
  readonly editor: SettingsEditor
  readonly credentials: CredentialStore
  readonly provider: (id: string) => Provider | null
  readonly refusals: Refusals
  /** A secret was set or cleared: its shown state has to be read again. */
  readonly onSecretsChanged: () => Promise<void>
}

type SettingsCall =
  | 'account.save'
  | 'account.remove'
  | 'secret.clear'
  | 'record.save'
  | 'record.remove'
  | 'settings.save'

const done: Outcome = { ok: true }

/** The echo services that the record names. */
const echoUrlsOf = ({ ipv4, ipv6 }: RecordSettings): string[] =>
  [ipv4, ipv6].flatMap(sourcesOf).flatMap((policy) => {
    return policyValues(policy).flatMap(({ field, value }) => (field.kind === 'url' ? [String(value)] : []))
  })

const familiesOf = ({ account, hostname }: { readonly account: string; readonly hostname: string }) =>
  FAMILIES.map((family) => ({ account, hostname, family }))

export function createSettingsHandlers(options: SettingsHandlersOptions): Pick<EngineHandlers, SettingsCall> {
  const { engine, editor, credentials, refusals } = options

  async function afterEdit(outcome: Outcome): Promise<Outcome> {
    if (!outcome.ok) return outcome
    await options.onSecretsChanged()
    engine.request('config-change')
    return done
  }

  /** Whether one has no https and is not in the settings yet. A user who edits the file may name a server on this computer. */
  function hasNewPlainEcho(urls: readonly string[]): boolean {
    const { detection, records } = options.settings()
    const { ipv4 = [], ipv6 = [] } = detection.echo
    const known = new Set([...ipv4, ...ipv6, ...records.flatMap(echoUrlsOf)])
    return urls.some((url) => !/^https:/i.test(url) && !known.has(url))
  }

  /** A page must not make this computer ask addresses of its choice: the file alone names them. */
  function hasNewPortalPage(changes: AppOptionChanges): boolean {
    const known = new Set((options.settings().detection.portal.operators ?? []).map(({ url }) => url))
    return (changes.detection?.portal.operators ?? []).some(({ url }) => !known.has(url))
  }

  /** Also clears the secrets of providers that the account had before. @returns why a secret is left; null when none is */
  async function clearSecrets(account: string, provider: Provider | null): Promise<string | null> {
    let left: string | null = null
    for (const field of provider?.info.fields.filter((each) => each.secret) ?? []) {
      const cleared = await credentials.clear(account, field.key)
      if (!cleared.ok) left ??= cleared.reason
    }
    const cleared = await credentials.clearAll(account)
    return left ?? (cleared.ok ? null : cleared.reason)
  }

  async function saveAccount(
    account: AccountSettings,
    secrets: Readonly<Record<string, string>>,
    provider: Provider,
  ): Promise<Outcome> {
    const before = options.settings().accounts.find(({ id }) => id === account.id)
    const written = await writeSecrets(credentials, account.id, secrets, secretScope(account, provider.info))
    if (!written.ok) return refusals.because(written.reason)
    const edited = await editor.upsertAccount(account)
    // The old account goes on with its old secret.
    if (!edited.ok) await written.undo()
    if (!edited.ok || before === undefined || before.provider === account.provider) return edited
    const cleared = await credentials.clearAll(account.id, Object.keys(secrets))
    return cleared.ok ? edited : refusals.oldSecretLeft(cleared.reason)
  }

  return {
    'account.save': async ({ account, secrets }) => {
      const provider = options.provider(account.provider)
      if (provider === null) return refusals.unknownProvider(account.provider)
      const before = options.settings().accounts.find(({ id }) => id === account.id)
      if (account.ca !== undefined && account.ca !== before?.ca && isShareOrDevice(account.ca))
        return refusals.badPath()
      const known = new Map(provider.info.fields.filter((field) => field.secret).map((field) => [field.key, field]))
      const stray = Object.keys(secrets).find((field) => !known.has(field))
      if (stray !== undefined) return refusals.unknownField(stray, provider.info.label)
      for (const [key, secret] of Object.entries(secrets)) {
        const field = known.get(key)
        const mistake = field === undefined ? null : valueMistake(field, cleanPasted(secret))
        if (field !== undefined && mistake !== null) return refusals.badValue(field, mistake)
      }
      return afterEdit(await engine.accounts.edit(account.id, () => saveAccount(account, secrets, provider)))
    },
    // Removes its records, too: a record without its account would make the file invalid.
    'account.remove': async (id) => {
      const { accounts, records } = options.settings()
      const account = accounts.find((each) => each.id === id)
      const removed = await editor.removeAccount(id)
      if (!removed.ok) return removed
      engine.states.deleteState(records.filter((record) => record.account === id).flatMap(familiesOf))
      engine.states.deleteHold(id, null, null)
      const left = account === undefined ? null : await clearSecrets(id, options.provider(account.provider))
      const outcome = await afterEdit(done)
      return left === null ? outcome : refusals.secretLeft(left)
    },
    'secret.clear': async ({ account, field }) => {
      const cleared = await credentials.clear(account, field)
      return cleared.ok ? afterEdit(done) : refusals.because(cleared.reason)
    },
    'record.save': async ({ record, replaces }) => {
      if (hasNewPlainEcho(echoUrlsOf(record))) return refusals.plainEcho()
      const { records } = options.settings()
      if (isFileOnlyPolicy(record, records)) return refusals.fileOnly()
      const known = new Set(records.flatMap(pathsOf))
      if (pathsOf(record).some((path) => !known.has(path) && isShareOrDevice(path))) return refusals.badAddressFile()
      return afterEdit(await editor.upsertRecord(record, replaces))
    },
    'record.remove': async ({ account, hostname }) => {
      const removed = await editor.removeRecord(account, hostname)
      if (removed.ok) engine.states.deleteState(familiesOf({ account, hostname }))
      return afterEdit(removed)
    },
    'settings.save': async (changes) => {
      const { ipv4 = [], ipv6 = [] } = changes.detection?.echo ?? {}
      if (hasNewPlainEcho([...ipv4, ...ipv6])) return refusals.plainEcho()
      if (hasNewPortalPage(changes)) return refusals.newPortalPage()
      if (switchesOn(changes.detection, options.settings().detection)) return refusals.fileOnly()
      const outcome = await editor.setOptions(changes)
      if (outcome.ok) engine.request('config-change')
      return outcome
    },
  }
}

type SecretsWritten =
  | { readonly ok: true; readonly undo: () => Promise<void> }
  | { readonly ok: false; readonly reason: string }

/** Writes all secrets or none, so that a half-changed account is never tried. */
async function writeSecrets(
  credentials: CredentialStore,
  account: string,
  secrets: Readonly<Record<string, string>>,
  scope: SecretScope,
): Promise<SecretsWritten> {
  const steps: (() => Promise<void>)[] = []
  const undo = async () => {
    for (const step of steps.reverse()) await step()
  }
  for (const [field, value] of Object.entries(secrets)) {
    const written = await credentials.write(account, field, value, scope)
    if (!written.ok) {
      await undo()
      return written
    }
    steps.push(written.undo)
  }
  return { ok: true, undo }
}
