// The window's commands that change the settings file and the credential store.
import type { EngineHandlers } from '../contract/ipc.ts'
import type { Outcome } from '../contract/outcome.ts'
import { cleanPasted } from '../contract/pasted-text.ts'
import type { Settings } from '../contract/settings.ts'
import { valueMistake } from '../contract/value-mistake.ts'
import type { Engine } from '../engine/engine.ts'
import { FAMILIES } from '../model/address.ts'
import type { CredentialStore } from '../model/ports.ts'
import type { Provider } from '../model/provider.ts'
import type { SettingsEditor } from '../model/settings-editor.ts'
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

  /** @returns why the first secret could not be cleared, null when all were */
  async function clearSecrets(account: string, provider: Provider | null): Promise<string | null> {
    let left: string | null = null
    for (const field of provider?.info.fields.filter((each) => each.secret) ?? []) {
      const cleared = await credentials.clear(account, field.key)
      if (!cleared.ok) left ??= cleared.reason
    }
    return left
  }

  return {
    'account.save': async ({ account, secrets }) => {
      const provider = options.provider(account.provider)
      if (provider === null) return refusals.unknownProvider(account.provider)
      const known = new Map(provider.info.fields.filter((field) => field.secret).map((field) => [field.key, field]))
      const stray = Object.keys(secrets).find((field) => !known.has(field))
      if (stray !== undefined) return refusals.unknownField(stray, provider.info.label)
      for (const [key, secret] of Object.entries(secrets)) {
        const field = known.get(key)
        const mistake = field === undefined ? null : valueMistake(field, cleanPasted(secret))
        if (field !== undefined && mistake !== null) return refusals.badValue(field, mistake)
      }
      const written = await writeSecrets(credentials, account.id, secrets)
      if (!written.ok) return refusals.because(written.reason)
      const edited = await editor.upsertAccount(account)
      // A new secret must not go to the old server.
      if (!edited.ok) await written.undo()
      return afterEdit(edited)
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
    'record.save': async ({ record, replaces }) => afterEdit(await editor.upsertRecord(record, replaces)),
    'record.remove': async ({ account, hostname }) => {
      const removed = await editor.removeRecord(account, hostname)
      if (removed.ok) engine.states.deleteState(familiesOf({ account, hostname }))
      return afterEdit(removed)
    },
    'settings.save': async (changes) => {
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
): Promise<SecretsWritten> {
  const steps: (() => Promise<unknown>)[] = []
  const undo = async () => {
    for (const step of steps.reverse()) await step()
  }
  for (const [field, value] of Object.entries(secrets)) {
    const old = await credentials.read(account, field)
    const written = await credentials.write(account, field, value)
    if (!written.ok) {
      await undo()
      return written
    }
    steps.push(() =>
      old.state === 'found' ? credentials.write(account, field, old.value) : credentials.clear(account, field),
    )
  }
  return { ok: true, undo }
}
