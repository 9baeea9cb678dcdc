// The composition root: every service is made here, from settings and ports, in the order of its needs. It knows no
// Electron: the desktop and the command line make their own ports and call the same function.

import { type CommandHandlers, createCommandHandlers } from './commands/handlers.ts'
import { closestLocale, type Locale } from './contract/locale.ts'
import type { AppSnapshot } from './contract/snapshot.ts'
import { createDetector } from './detection/detector.ts'
import { createEngine, type Engine } from './engine/engine.ts'
import type { Event } from './model/event.ts'
import type { AdapterTable, Clock, CredentialStore, Disposer, Log } from './model/ports.ts'
import type { Store } from './model/store.ts'
import { createDnsClient } from './platform/dns/dns-client.ts'
import { createFingerprint } from './platform/files/fingerprint.ts'
import { createHttpClient } from './platform/http/http-client.ts'
import { createSettingsEditor } from './platform/settings/settings-editor.ts'
import type { SettingsFile, SettingsReading } from './platform/settings/settings-file.ts'
import { problemSentence } from './platform/settings/settings-problem.ts'
import { providerOf, providers } from './providers/registry.ts'
import { buildSnapshot } from './snapshot/build-snapshot.ts'
import { createNotices } from './snapshot/notices.ts'
import { createSecretStates } from './snapshot/secret-states.ts'
import { createSnapshotFeed } from './snapshot/snapshot-feed.ts'
import { openStore } from './store/sqlite-store.ts'

export interface ComposeOptions {
  readonly version: string
  /** "linux x64" and the like, for the User-Agent. */
  readonly system: string
  /** BCP 47 tag of the user's language, for "system". */
  readonly systemLocale: string
  /** Already loaded once. */
  readonly settingsFile: SettingsFile
  /** Path of the database. */
  readonly storePath: string
  /** Whether a damaged database may be set aside: only by who has the data folder's lock. */
  readonly ownsFolder: boolean
  readonly credentials: CredentialStore
  readonly adapters: AdapterTable
  readonly clock: Clock
  readonly log: Log
}

export interface App {
  readonly engine: Engine
  readonly intents: CommandHandlers
  readonly store: Store
  readonly settings: () => SettingsReading
  readonly locale: () => Locale
  readonly snapshot: () => AppSnapshot
  readonly onSnapshot: Event<AppSnapshot>['listen']
  readonly power: (event: 'suspend' | 'resume' | 'lock' | 'unlock') => void
  readonly loginItemChanged: (state: AppSnapshot['loginItem']) => void
  /** Watches the settings file and the network, and looks for the first time. */
  readonly start: () => void
  readonly stop: () => void
}

const DAY_MS = 24 * 3_600_000
const PRUNE_AFTER_MS = 60_000
/** Between two slices: nothing else waits for more than one of them. */
const PRUNE_AGAIN_MS = 1_000
/** After a wake the network comes back within seconds; looking at once would only fail. */
const SETTLE_AFTER_WAKE_MS = 3_000

/** @throws when the database was written by a newer version, or cannot be made. */
export function compose(options: ComposeOptions): App {
  const { settingsFile, clock, log } = options
  const stamp = new Date(clock.now()).toISOString().replace(/[:.]/g, '-')
  const { store, setAside, quarantined } = openStore(options.storePath, stamp, options.ownsFolder)
  if (setAside !== null) log('error', 'the database was damaged and is set aside', { ...setAside })
  if (quarantined > 0) log('error', 'rows of the database were damaged and are set aside in it', { quarantined })

  const settings = () => settingsFile.current().settings
  const locale = (): Locale => {
    const { language } = settings()
    return language === 'system' ? closestLocale(options.systemLocale) : language
  }
  const userAgent = () => {
    const { contact } = settings()
    return `Homeward/${options.version} (${options.system})${contact ? ` ${contact}` : ''}`
  }
  const http = createHttpClient({ userAgent: `Homeward/${options.version} (${options.system})` })
  const engine = createEngine({
    settings,
    store,
    adapters: options.adapters,
    detector: createDetector({
      http,
      clock,
      log,
      bestRoute: (address) => options.adapters.bestRoute(address),
      echo: () => settings().detection.echo,
    }),
    provider: providerOf,
    credentials: options.credentials,
    http,
    dns: createDnsClient(),
    clock,
    random: Math.random,
    log,
    fingerprint: createFingerprint(store),
    userAgent,
  })

  let loginItem: AppSnapshot['loginItem'] = 'unavailable'
  const secrets = createSecretStates({
    settings,
    providerOf,
    credentials: options.credentials,
    onChange: () => feed.invalidate(),
  })
  const notices = createNotices({
    settings: () => ({ ...settingsFile.current(), problems: settingsFile.current().problems.map(problemSentence) }),
    adapters: options.adapters,
    secrets,
    setAside,
    quarantined,
    storeTrouble: () => engine.storeTrouble,
    locale,
  })
  const feed = createSnapshotFeed(
    (revision) =>
      buildSnapshot({
        revision,
        version: options.version,
        locale: locale(),
        settings: settings(),
        settingsFile: { path: settingsFile.path, editable: settingsFile.current().state === 'ok' },
        states: engine.states,
        jobs: engine.jobs,
        view: engine.view,
        verified: engine.verified,
        lastRound: engine.view?.record ?? store.lastRound(),
        providers,
        secrets: secrets.of,
        notices: notices(),
        paused: engine.pause.active,
        pausedUntil: engine.pause.until,
        nextLookAt: engine.nextRoundAt,
        loginItem,
      }),
    clock,
  )
  const intents = createCommandHandlers({
    engine,
    settings,
    editor: createSettingsEditor(settingsFile),
    credentials: options.credentials,
    store,
    provider: providerOf,
    clock,
    locale,
    onSecretsChanged: secrets.refresh,
  })

  const owned: Disposer[] = [engine.changed(feed.invalidate)]
  let cancelWake: Disposer = () => {}

  /** @returns whether there is more of the history to remove */
  function prune(): boolean {
    try {
      return store.prune(clock.now())
    } catch (error) {
      // A full disk, say: the history stays longer than it should, and everything else goes on.
      log('warn', 'the history could not be pruned', { error: String(error) })
      return false
    }
  }

  function pruneDaily(): Disposer {
    let cancel: Disposer = () => {}
    const pruneNow = () => {
      cancel = clock.setTimer(prune() ? PRUNE_AGAIN_MS : DAY_MS, pruneNow)
    }
    // Not at once: a start has more urgent things to do.
    cancel = clock.setTimer(PRUNE_AFTER_MS, pruneNow)
    return () => cancel()
  }

  return {
    engine,
    intents,
    store,
    settings: settingsFile.current,
    locale,
    snapshot: feed.snapshot,
    onSnapshot: feed.onSnapshot,
    power: (event) => {
      if (event === 'suspend' || event === 'resume') cancelWake()
      if (event === 'resume') cancelWake = clock.setTimer(SETTLE_AFTER_WAKE_MS, () => engine.request('resume'))
      // A keyring that was locked with the session can be read again.
      if (event === 'unlock') void secrets.refresh().then(() => engine.credentialStoreUnlocked())
    },
    loginItemChanged: (state) => {
      loginItem = state
      feed.invalidate()
    },
    start: () => {
      owned.push(
        settingsFile.watch(() => {
          void secrets.refresh()
          engine.request('config-change')
          feed.invalidate()
        }),
        pruneDaily(),
      )
      void secrets.refresh()
      engine.start()
    },
    stop: () => {
      cancelWake()
      for (const dispose of owned) dispose()
      engine.stop()
      feed.stop()
      // Who looks once and is gone has no timer that could.
      prune()
      store.close()
    },
  }
}
