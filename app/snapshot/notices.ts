// Notices about the app itself, each shown for as long as it is true.
import type { Locale } from '../contract/locale.ts'
import { translator } from '../contract/messages/translate.ts'
import type { Settings } from '../contract/settings.ts'
import type { Notice } from '../contract/snapshot.ts'
import type { AdapterTable } from '../model/ports.ts'
import { STORE_LOCKED } from '../model/store.ts'
import type { SecretStates } from './secret-states.ts'

export interface NoticesOptions {
  readonly settings: () => {
    readonly state: 'ok' | 'kept-last-valid' | 'unusable'
    readonly settings: Settings
    /** Sentences naming file, line, key and remedy. */
    readonly problems: readonly string[]
    /** The same for warnings: the file is applied all the same. */
    readonly warnings: readonly string[]
  }
  readonly adapters: Pick<AdapterTable, 'mode'>
  readonly secrets: Pick<SecretStates, 'problem'>
  readonly setAside: { readonly path: string } | null
  /** How many unsound rows of the database were moved to the quarantine. */
  readonly quarantined: number
  /** Whether the database was deleted while it was in use, and written again. */
  readonly wasRewritten: () => boolean
  readonly storeProblem: () => string | null
  readonly logProblem: () => string | null
  readonly locale: () => Locale
}

export function createNotices(options: NoticesOptions): () => readonly Notice[] {
  return () => {
    const t = translator(options.locale())
    const notices: Notice[] = []
    const { state, settings, problems, warnings } = options.settings()
    const problem = problems.join(' ')
    if (state === 'kept-last-valid') {
      notices.push({ id: 'settings-invalid', severity: 'error', message: t('notice.settings-invalid', { problem }) })
    }
    if (state === 'unusable') {
      notices.push({ id: 'settings-unusable', severity: 'error', message: t('notice.settings-unusable', { problem }) })
    }
    if (warnings.length > 0) {
      const message = t('notice.settings-warning', { problem: warnings.join(' ') })
      notices.push({ id: 'settings-warning', severity: 'warning', message })
    }
    const unlogged = options.logProblem()
    if (unlogged !== null) {
      const message = t('notice.log-unwritable', { reason: unlogged })
      notices.push({ id: 'log-unwritable', severity: 'warning', message })
    }
    const unwritable = options.storeProblem()
    if (unwritable !== null) {
      const isLocked = unwritable === STORE_LOCKED
      notices.push({
        id: isLocked ? 'store-locked' : 'store-unwritable',
        severity: 'error',
        message: isLocked ? t('notice.store-locked') : t('notice.store-unwritable', { reason: unwritable }),
      })
    }
    if (options.setAside !== null) {
      const { path } = options.setAside
      notices.push({ id: 'store-damaged', severity: 'warning', message: t('notice.store-damaged', { path }) })
    }
    if (options.quarantined > 0) {
      const message = t('notice.store-quarantined', { count: options.quarantined })
      notices.push({ id: 'store-quarantined', severity: 'warning', message })
    }
    if (options.wasRewritten()) {
      notices.push({ id: 'store-rewritten', severity: 'warning', message: t('notice.store-rewritten') })
    }
    const reason = options.secrets.problem()
    if (reason !== null) {
      notices.push({ id: 'credential-store', severity: 'error', message: t('notice.credential-store', { reason }) })
    }
    const { mode } = options.adapters
    if (mode.kind === 'polling') {
      const message = t('notice.adapter-polling', { reason: mode.reason })
      notices.push({ id: 'adapter-polling', severity: 'info', message })
    }
    for (const account of settings.accounts) {
      if (!account.allowPlainHttp || !/^http:/i.test(account.endpoint ?? '')) continue
      notices.push({ id: 'plain-http', severity: 'warning', message: t('notice.plain-http', { account: account.id }) })
    }
    return notices
  }
}
