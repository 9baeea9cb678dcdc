// What the commands are given: the app made from the user's settings, the running instance, the credential store. The
// command line's entry makes it; the commands know no port's real side.
import type { App, ComposeOptions } from '../compose.ts'
import type { Locale } from '../contract/locale.ts'
import type { ControlReply, ControlRequest } from '../control/protocol.ts'

export interface CliContext {
  readonly folder: string
  readonly log: ComposeOptions['log']
  readonly credentials: ComposeOptions['credentials']
  /** @returns null when no instance runs with these settings. */
  askInstance(request: ControlRequest): Promise<ControlReply | null>
  /** Uses an app that only reads. @returns null when that could not be; the reason has been told. */
  withApp<T>(use: (app: App) => T | Promise<T>): Promise<T | null>
  /** Uses an app that may send, alone on its data folder. @returns null as above. */
  withEngine<T>(use: (app: App) => Promise<T>): Promise<T | null>
}

export interface CheckedSettings {
  readonly accounts: number
  readonly records: number
  readonly problems: readonly {
    readonly sentence: string
    readonly file: string
    readonly line: number | null
    readonly key: string
  }[]
}

/** What the commands need of the machine before there is a context. */
export interface CliSurroundings {
  readonly version: string
  /** Of the system: what is said before there are settings. */
  readonly locale: Locale
  readonly log: ComposeOptions['log']
  readonly adapters: () => ComposeOptions['adapters']
  readonly checkSettings: (path: string) => Promise<CheckedSettings>
  /** @param config the settings file named on the command line; undefined for the user's own */
  readonly open: (config: string | undefined) => CliContext
}
