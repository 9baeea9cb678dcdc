// The composition root: creates every service from settings and ports, in the order of their dependencies. It imports no
// Electron: the desktop and the command line create their own ports and call the same function.
import { randomBytes } from 'node:crypto'
import { createControlHandlers } from './commands/control-handlers.ts'
import { createDoctor, type Doctor } from './commands/doctor.ts'
import { type CommandHandlers, createCommandHandlers } from './commands/handlers.ts'
import type { ControlHandlers } from './contract/control.ts'
import { closestLocale, type Locale } from './contract/locale.ts'
import { translator } from './contract/messages/translate.ts'
import type { Settings } from './contract/settings.ts'
import type { AppSnapshot } from './contract/snapshot.ts'
import { createGuardedDetector } from './detection/guarded-detector.ts'
import { createGuardMemory, type StoredGuardMemory } from './detection/guards/guard-memory.ts'
import { createGateways, type Gateways } from './detection/sources/gateway/gateways.ts'
import { needsGateways } from './detection/sources/gateway/needs-gateways.ts'
import { createEngine, type Engine } from './engine/engine.ts'
import type { Event } from './model/event.ts'
import type { LanSockets } from './model/lan.ts'
import { messageOf } from './model/message-of.ts'
import type { Detector } from './model/observation.ts'
import type { AdapterTable, Clock, CredentialStore, Disposer, HttpClient, Log } from './model/ports.ts'
import { STORE_LOCKED, type Store } from './model/store.ts'
import { secretVariable } from './platform/credentials/environment-credentials.ts'
import { createDnsClient } from './platform/dns/dns-client.ts'
import { createFingerprint } from './platform/files/fingerprint.ts'
import { createAppHttp, type Exchange } from './platform/http/app-http.ts'
import { createLanSockets } from './platform/network/lan-sockets.ts'
import { createNeighbourTable } from './platform/network/neighbour-table.ts'
import { createAddressFilesWatch } from './platform/settings/address-files-watch.ts'
import { createSettingsEditor } from './platform/settings/settings-editor.ts'
import type { SettingsFile, SettingsReading } from './platform/settings/settings-file.ts'
import { problemSentence } from './platform/settings/settings-problem.ts'
import { createSourcePorts } from './platform/source-ports.ts'
import { providerOf, providers } from './providers/registry.ts'
import { buildSnapshot } from './snapshot/build-snapshot.ts'
import { createNotices } from './snapshot/notices.ts'
import { createSecretRecheck } from './snapshot/secret-recheck.ts'
import { createSecretStates, type SecretStates, scopedSecrets } from './snapshot/secret-states.ts'
import { createSnapshotFeed } from './snapshot/snapshot-feed.ts'
import { createPruning } from './store/pruning.ts'
import { openStore } from './store/sqlite-store.ts'

export type { Exchange }

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
  /** Whether a damaged database may be set aside. Only the process with the data folder's lock may do that. */
  readonly ownsFolder: boolean
  readonly credentials: CredentialStore
  readonly adapters: AdapterTable
  readonly clock: Clock
  readonly log: Log
  /**
   * The engine ends after one round. It may know nothing about a name, for example with an empty data folder each time. Then it
   * asks the zone before it sends, since the name may hold the address already.
   */
  readonly isOneShot?: boolean
  /** Whether the computer runs on its battery; by default it does not. */
  readonly onBattery?: () => boolean
  /** Whether the computer has a battery, as far as the system tells; by default it has none until it ran on one. */
  readonly hasBattery?: () => boolean
  /** Replaces the sockets to the local network's routers, in tests. */
  readonly lan?: LanSockets
  /** The system's proxy for an origin, in Chromium's words; absent on the command line. */
  readonly systemProxy?: (origin: string) => Promise<string>
  /** Receives each exchange with a provider, in clear: what is shown of it has to be redacted. */
  readonly onExchange?: (exchange: Exchange) => void
  /** Why the log cannot be written now, null when it can; absent where there is no log file. */
  readonly logProblem?: () => string | null
}

export interface App {
  readonly engine: Engine
  /** What the window can ask for. */
  readonly commands: CommandHandlers
  /** What the control socket and the command line can ask for. */
  readonly control: ControlHandlers
  /** How addresses are found out now. */
  readonly doctor: Doctor
  readonly store: Store
  readonly settings: () => SettingsReading
  readonly locale: () => Locale
  readonly snapshot: () => AppSnapshot
  readonly onSnapshot: Event<AppSnapshot>['listen']
  readonly power: (event: 'suspend' | 'resume' | 'lock' | 'unlock') => void
  readonly loginItemChanged: (state: AppSnapshot['loginItem']) => void
  /** The required secrets that accounts with names lack: nothing is sent for these. Waits for the first reading. */
  readonly unusableSecrets: () => Promise<readonly UnusableSecret[]>
  /** Reads settings and secrets again, and requests a round. */
  readonly reload: () => Promise<void>
  /** Watches the settings file and the network, and requests the first round. */
  readonly start: () => void
  readonly stop: () => void
}

export interface UnusableSecret {
  readonly account: string
  readonly field: string
  readonly state: 'missing' | 'other-server' | 'unreadable'
  /** The environment variable that may hold it. */
  readonly variable: string
  /** Why it cannot be read now; empty in the other states. */
  readonly reason: string
}

/** How long a start waits for a database that another program has locked, and how often it looks. */
const UNLOCK_WAIT_MS = 10_000
const UNLOCK_RETRY_MS = 500

/**
 * As `compose`, but while another program has the database locked it tries again by timer: nothing stands still meanwhile.
 * @throws as `compose`; after ten seconds of waiting a sentence for the user
 */
export async function composeWhenUnlocked(options: ComposeOptions, waitMs = UNLOCK_WAIT_MS): Promise<App> {
  const { clock, settingsFile, storePath: path } = options
  const began = clock.monotonic()
  for (;;) {
    try {
      return compose(options)
    } catch (error) {
      if (messageOf(error) !== STORE_LOCKED) throw error
      const translate = translator(localeOf(settingsFile.current().settings, options))
      if (clock.monotonic() - began > waitMs) throw new Error(translate('dialog.store-locked', { path }))
    }
    await new Promise<void>((resolve) => clock.setTimer(UNLOCK_RETRY_MS, resolve))
  }
}

const localeOf = ({ language }: Settings, { systemLocale }: Pick<ComposeOptions, 'systemLocale'>): Locale =>
  language === 'system' ? closestLocale(systemLocale) : language

/** @throws when the database was written by a newer version, or cannot be created. */
export function compose(options: ComposeOptions): App {
  const opened = openAppStore(options)
  try {
    return composeAround(opened, options)
  } catch (error) {
    // A later start of the same process opens it again.
    opened.store.close()
    throw error
  }
}

function composeAround(opened: ReturnType<typeof openAppStore>, options: ComposeOptions): App {
  const { settingsFile, clock } = options
  const { store } = opened
  const settings = () => settingsFile.current().settings
  const locale = () => localeOf(settings(), options)
  const bindSecrets = createSecretBinding(options)
  bindSecrets()
  const secrets = createSecretStates({
    settings,
    providerOf,
    credentials: options.credentials,
    onChange: () => {
      recheck.statesChanged()
      feed.invalidate()
    },
  })
  const recheck = createSecretRecheck({ secrets, clock, onReadable: () => engine.credentialStoreUnlocked() })
  const guards = createGuardMemory({ store, log: options.log, onChange: () => feed.invalidate() })
  const made = createAppEngine({ ...options, credentials: recheck.observed(options.credentials) }, store, guards)
  const { engine, gateways } = made
  const doctor = createDoctor({ engine, settings, adapters: options.adapters, detector: made.detector, clock })
  const notices = createAppNotices(options, opened, { engine, secrets, locale })
  let loginItem: AppSnapshot['loginItem'] = 'unavailable'
  const build = (revision: number) =>
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
      learnt: engine.learnt,
      guards: guards.current,
      lastRound: engine.view?.round ?? store.lastRound(),
      providers,
      secrets: secrets.of,
      notices: notices(),
      paused: engine.pause.active,
      pausedUntil: engine.pause.until,
      nextRoundAt: engine.nextRoundAt,
      loginItem,
    })
  const feed = createSnapshotFeed(build, clock)
  const commands = createCommandHandlers({
    engine,
    settings,
    editor: createSettingsEditor(settingsFile),
    credentials: options.credentials,
    store,
    provider: providerOf,
    clock,
    locale,
    answer: guards.answer,
    onSecretsChanged: secrets.refresh,
  })
  const pruning = createPruning(options, store)
  const addressFiles = createAddressFilesWatch(() => engine.request('file-change'))
  const owned: Disposer[] = [
    engine.changed(feed.invalidate),
    engine.sleep.asleep(() => gateways.suspend()),
    // Also after a sleep without an event: the router may be another one now.
    engine.sleep.awake(() => gateways.resume()),
  ]
  let firstReading: Promise<void> | null = null

  return {
    engine,
    commands,
    control: createControlHandlers({ engine, settings, clock, locale, commands, doctor, snapshot: feed.snapshot }),
    doctor,
    store,
    settings: settingsFile.current,
    locale,
    snapshot: feed.snapshot,
    onSnapshot: feed.onSnapshot,
    power: followPower(engine, secrets),
    loginItemChanged: (state) => {
      loginItem = state
      feed.invalidate()
    },
    unusableSecrets: async () => {
      await (firstReading ?? secrets.refresh())
      return unusableSecrets(settings(), secrets)
    },
    reload: async () => {
      await settingsFile.load()
      bindSecrets()
      await secrets.refresh()
      engine.request('config-change')
    },
    start: () => {
      const onSettings = () => {
        bindSecrets()
        void secrets.refresh()
        gateways.settingsChanged()
        addressFiles.update(settings())
        engine.request('config-change')
        feed.invalidate()
      }
      owned.push(settingsFile.watch(onSettings), pruning.start(), followGateways(made), addressFiles.stop)
      addressFiles.update(settings())
      firstReading = secrets.refresh()
      engine.start()
    },
    stop: () => {
      recheck.stop()
      for (const dispose of owned) dispose()
      engine.stop()
      feed.stop()
      // A one-shot command ends before the timer could prune.
      pruning.once()
      store.close()
    },
  }
}

/** @returns binds the secrets of earlier versions to the settings in force, the first time that there are any */
function createSecretBinding({ ownsFolder, settingsFile, credentials }: ComposeOptions): () => void {
  let isDone = !ownsFolder
  return () => {
    const { state, settings } = settingsFile.current()
    if (isDone || state === 'unusable') return
    isDone = true
    credentials.bindUnbound(settings.accounts.flatMap((account) => scopedSecrets(account, providerOf)))
  }
}

function unusableSecrets({ accounts, records }: Settings, secrets: SecretStates): UnusableSecret[] {
  const used = new Set(records.map(({ account }) => account))
  return accounts.flatMap(({ id, provider }) => {
    const required = used.has(id) ? (providerOf(provider)?.info.fields ?? []) : []
    return required.flatMap(({ key, secret, required: isRequired }): UnusableSecret[] => {
      const state = secrets.of(id)[key] ?? 'missing'
      if (!secret || !isRequired || state === 'present') return []
      const reason = (state === 'unreadable' ? secrets.problem() : null) ?? ''
      return [{ account: id, field: key, state, variable: secretVariable(id, key), reason }]
    })
  })
}

function openAppStore({ clock, log, storePath, ownsFolder }: ComposeOptions) {
  const stamp = new Date(clock.now()).toISOString().replace(/[:.]/g, '-')
  const opened = openStore(storePath, stamp, ownsFolder)
  const { setAside, quarantined } = opened
  if (setAside !== null) log('error', 'the database was damaged and is set aside', { ...setAside })
  if (quarantined > 0) log('error', 'rows of the database were damaged and are set aside in it', { quarantined })
  return opened
}

function createAppNotices(
  { settingsFile, adapters, logProblem }: ComposeOptions,
  { setAside, quarantined, wasRewritten }: ReturnType<typeof openAppStore>,
  { engine, secrets, locale }: { engine: Engine; secrets: SecretStates; locale: () => Locale },
) {
  return createNotices({
    settings: () => {
      const { problems, warnings, ...current } = settingsFile.current()
      return { ...current, problems: problems.map(problemSentence), warnings: warnings.map(problemSentence) }
    },
    adapters,
    secrets,
    setAside,
    quarantined,
    wasRewritten,
    storeProblem: () => engine.storeProblem,
    logProblem: logProblem ?? (() => null),
    locale,
  })
}

interface AppEngine {
  readonly engine: Engine
  readonly gateways: Gateways
  readonly detector: Detector
  readonly http: HttpClient
}

const followPower =
  (engine: Engine, secrets: SecretStates): App['power'] =>
  (event) => {
    if (event === 'suspend') engine.sleep.begin()
    if (event === 'resume') engine.sleep.end()
    if (event !== 'unlock') return
    engine.request('unlock')
    // A credential store that was locked with the session can be read again.
    void secrets.refresh().then(() => engine.credentialStoreUnlocked())
  }

function followGateways({ engine, gateways, http }: AppEngine): Disposer {
  return gateways.watch(({ liveAddresses }) => {
    // A request on a connection through the old address would wait in vain, or be reset, and be tried again only later.
    if (liveAddresses !== null) http.reset(liveAddresses)
    engine.request('gateway-push')
  })
}

function createAppEngine(options: ComposeOptions, store: Store, memory: StoredGuardMemory): AppEngine {
  const { clock, log, adapters, credentials } = options
  const settings = () => options.settingsFile.current().settings
  const product = `Homeward/${options.version} (${options.system})`
  const http = createAppHttp({
    settings,
    userAgent: product,
    onExchange: options.onExchange,
    ...(options.systemProxy === undefined ? {} : { systemProxy: options.systemProxy }),
  })
  const lan = options.lan ?? createLanSockets()
  const dns = createDnsClient()
  const onBattery = options.onBattery ?? (() => false)
  const gateways = createGateways({
    lan,
    http: http.direct,
    clock,
    log,
    settings: () => settings().detection.gateway,
    isNeeded: () => needsGateways(settings()),
    onBattery,
    // Its firewall asks the user at the first listener.
    announcementsByDefault: !options.system.startsWith('win32'),
    secret: () => randomBytes(16).toString('hex'),
  })
  const detector = createGuardedDetector({
    ...{ http: http.forSources, clock, log, gateways, adapters, settings, memory, onBattery },
    ...createSourcePorts(dns, lan),
    hasBattery: options.hasBattery ?? (() => false),
    neighbours: createNeighbourTable().list,
  })
  const engine = createEngine({
    settings,
    store,
    adapters,
    detector,
    provider: providerOf,
    credentials,
    http: http.forProviders,
    dns,
    clock,
    random: Math.random,
    log,
    fingerprint: createFingerprint(store),
    userAgent: () => [product, settings().contact].filter(Boolean).join(' '),
    isOneShot: options.isOneShot ?? false,
  })
  return { engine, gateways, detector, http: http.direct }
}
