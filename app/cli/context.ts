// What the commands are given: the app made from the user's settings, the running instance, the credential store. The
// entry of the command line creates them, so that commands depend on no real port.
import type { App, ComposeOptions } from '../compose.ts'
import type { ControlRequest } from '../contract/control.ts'
import type { Locale } from '../contract/locale.ts'
import type { Refusal } from '../contract/outcome.ts'
import type { ProviderField } from '../contract/provider-info.ts'
import type { SecretScope } from '../contract/secret-scope.ts'
import type { ControlReply } from '../control/protocol.ts'

export type InstanceReply = Extract<ControlReply, { readonly ok: true }> | Refusal

export interface EngineUse {
  readonly onExchange?: ComposeOptions['onExchange']
  /** The engine ends after one round: see `ComposeOptions.isOneShot`. */
  readonly isOneShot?: boolean
}

export interface SecretTarget {
  /** Where it goes. */
  readonly scope: SecretScope
  /** Null when the provider has no such secret. */
  readonly field: ProviderField | null
}

export interface CliContext {
  readonly folder: string
  readonly log: ComposeOptions['log']
  readonly credentials: ComposeOptions['credentials']
  /** What the settings say about a secret; null when they do not have the account, or cannot be read. */
  secretTarget(account: string, field: string): Promise<SecretTarget | null>
  /** @returns null when no instance runs with these settings */
  requestInstance(request: ControlRequest): Promise<InstanceReply | null>
  /** Uses an app that only reads. @returns null when it could not be opened; the reason has been printed */
  withApp<T>(use: (app: App) => T | Promise<T>): Promise<T | null>
  /** Uses an app that may send and holds the data folder's lock. @returns null as above */
  withEngine<T>(use: (app: App) => Promise<T>, options?: EngineUse): Promise<T | null>
}

export interface CheckedSettings {
  readonly accounts: number
  readonly records: number
  readonly problems: readonly CheckedProblem[]
  /** Worth reporting; the file is applied all the same. */
  readonly warnings: readonly CheckedProblem[]
}

export interface CheckedProblem {
  readonly sentence: string
  readonly file: string
  readonly line: number | null
  readonly key: string
}

/** What the program needs of the machine before there is a context. */
export interface ProgramOptions {
  readonly version: string
  /** The system's language, used until there are settings. */
  readonly locale: Locale
  readonly log: ComposeOptions['log']
  readonly adapters: () => ComposeOptions['adapters']
  readonly checkSettings: (path: string) => Promise<CheckedSettings>
  /** Whether the error is about something that the user named wrongly, such as the data folder. */
  readonly isUsageError: (error: unknown) => boolean
  /** @param config the settings file named on the command line; undefined for the user's own */
  readonly open: (config: string | undefined) => CliContext
}
