// What the user can ask for, from the window or anywhere else: each intent changes settings, secrets or the engine's
// course, and answers with a sentence when it could not.
import { sameHostname } from '../contract/hostname.ts'
import type { Handlers, Outcome } from '../contract/ipc.ts'
import type { Locale } from '../contract/locale.ts'
import { translator } from '../contract/messages/translate.ts'
import type { RecordSettings, Settings } from '../contract/settings.ts'
import type { Engine } from '../engine/engine.ts'
import { FAMILIES } from '../model/address.ts'
import type { Clock, CredentialStore } from '../model/ports.ts'
import type { Provider } from '../model/provider.ts'
import type { SettingsEditor } from '../model/settings-editor.ts'
import type { Store } from '../model/store.ts'

export interface CommandHandlersOptions {
  readonly engine: Engine
  readonly settings: () => Settings
  readonly editor: SettingsEditor
  readonly credentials: CredentialStore
  readonly store: Pick<Store, 'history' | 'round'>
  readonly provider: (id: string) => Provider | null
  readonly clock: Clock
  readonly locale: () => Locale
  /** A secret was set or cleared: what is shown of it must be read anew. */
  readonly onSecretsChanged: () => Promise<void>
}

export type CommandHandlers = Omit<Handlers, 'snapshot.get' | 'login-item.set' | 'link.open'>

const done: Outcome = { ok: true }

export function createCommandHandlers(options: CommandHandlersOptions): CommandHandlers {
  const { engine, editor, credentials } = options
  const t = (...args: Parameters<ReturnType<typeof translator>>) => translator(options.locale())(...args)
  const refuse = (message: string): Outcome => ({ ok: false, message })

  const recordOf = ({ account, hostname }: Pick<RecordSettings, 'account' | 'hostname'>) =>
    options.settings().records.find((each) => each.account === account && sameHostname(each.hostname, hostname))

  /** Writes all secrets or none, so that a half-changed account is never tried. */
  async function writeSecrets(
    account: string,
    secrets: Readonly<Record<string, string>>,
  ): Promise<{ readonly outcome: Outcome; readonly undo: () => Promise<void> }> {
    const steps: (() => Promise<unknown>)[] = []
    const undo = async () => {
      for (const step of steps.reverse()) await step()
    }
    for (const [field, value] of Object.entries(secrets)) {
      const old = await credentials.read(account, field)
      const written = await credentials.write(account, field, value)
      if (!written.ok) {
        await undo()
        return { outcome: refuse(written.reason), undo }
      }
      steps.push(() =>
        old.state === 'found' ? credentials.write(account, field, old.value) : credentials.clear(account, field),
      )
    }
    return { outcome: done, undo }
  }

  const familiesOf = ({ account, hostname }: { readonly account: string; readonly hostname: string }) =>
    FAMILIES.map((family) => ({ account, hostname, family }))

  async function afterEdit(outcome: Outcome): Promise<Outcome> {
    if (!outcome.ok) return outcome
    await options.onSecretsChanged()
    engine.request('config-change')
    return done
  }

  return {
    'history.query': (query) => options.store.history(query),
    'history.round': (id) => options.store.round(id),
    'engine.update-now': () => {
      if (engine.pause.active) engine.pause.end()
      else engine.request('user', { retryParked: true })
      return done
    },
    'engine.pause': ({ minutes }) => {
      engine.pause.begin(minutes === null ? null : options.clock.now() + minutes * 60_000)
      return done
    },
    'engine.resume': () => {
      engine.pause.end()
      return done
    },
    'account.save': async ({ account, secrets }) => {
      const provider = options.provider(account.provider)
      if (provider === null) return refuse(t('intent.unknown-provider', { provider: account.provider }))
      const known = new Set(provider.info.fields.filter((field) => field.secret).map((field) => field.key))
      const stray = Object.keys(secrets).find((field) => !known.has(field))
      if (stray !== undefined) return refuse(t('intent.unknown-field', { field: stray, provider: provider.info.label }))
      const { outcome, undo } = await writeSecrets(account.id, secrets)
      if (!outcome.ok) return outcome
      const edited = await editor.upsertAccount(account)
      // A new secret must not go to the old server.
      if (!edited.ok) await undo()
      return afterEdit(edited)
    },
    // Its records go with it: without an account they would be a mistake in the file.
    'account.remove': async (id) => {
      const { accounts, records } = options.settings()
      const account = accounts.find((each) => each.id === id)
      const removed = await editor.removeAccount(id)
      if (!removed.ok) return removed
      engine.states.deleteState(records.filter((record) => record.account === id).flatMap(familiesOf))
      engine.states.liftHold(id, null, null)
      const fields = account === undefined ? [] : (options.provider(account.provider)?.info.fields ?? [])
      let left: string | null = null
      for (const field of fields.filter((each) => each.secret)) {
        const cleared = await credentials.clear(id, field.key)
        if (!cleared.ok) left ??= cleared.reason
      }
      const outcome = await afterEdit(done)
      return left === null ? outcome : refuse(t('intent.secret-left', { reason: left }))
    },
    'secret.clear': async ({ account, field }) => {
      const cleared = await credentials.clear(account, field)
      return cleared.ok ? afterEdit(done) : refuse(cleared.reason)
    },
    'record.save': async ({ record, replaces }) => afterEdit(await editor.upsertRecord(record, replaces)),
    'record.remove': async ({ account, hostname }) => {
      const removed = await editor.removeRecord(account, hostname)
      if (removed.ok) engine.states.deleteState(familiesOf({ account, hostname }))
      return afterEdit(removed)
    },
    'hold.lift': ({ account, hostname }) => {
      engine.liftHold(account, hostname)
      return done
    },
    'hold.forget': ({ account, hostname }) => {
      engine.dismiss(account, hostname)
      return done
    },
    'record.undo': ({ account, hostname }) =>
      engine.undo(account, hostname) ? done : refuse(t('intent.nothing-to-undo', { hostname })),
    'record.propagation': async (name) => {
      const record = recordOf(name)
      if (record === undefined) return { ok: false, message: t('intent.unknown-record', { hostname: name.hostname }) }
      return { ok: true, propagation: await engine.propagation(record, true) }
    },
    'record.force': ({ hostname }) => {
      if (engine.pause.active) return refuse(t('intent.paused'))
      engine.request('user', { force: [hostname] })
      return done
    },
    'settings.save': async ({ language, theme, contact, notifications, detection }) => {
      const outcome = await editor.setOptions({
        ...(language === undefined ? {} : { language }),
        ...(theme === undefined ? {} : { theme }),
        ...(contact === undefined ? {} : { contact }),
        ...(notifications === undefined ? {} : { notifications }),
        ...(detection === undefined ? {} : { detection }),
      })
      if (outcome.ok) engine.request('config-change')
      return outcome
    },
  }
}
