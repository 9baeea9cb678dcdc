// The running instance's side of the control socket. The desktop app and `homeward run` answer alike.
import { type ControlHandlers, type ControlRequest, handleControl } from '../contract/control.ts'
import type { AppSnapshot } from '../contract/snapshot.ts'
import type { Log } from '../model/ports.ts'
import { type ControlReply, realPath } from './protocol.ts'
import { type ControlServer, openControlServer } from './server.ts'

export interface InstanceOptions {
  readonly handlers: ControlHandlers
  readonly snapshot: () => Pick<AppSnapshot, 'locale' | 'notices' | 'settings'>
  readonly log: Log
  /** Whoever asks may read the database's file next. */
  readonly checkStore: () => void
}

/** @returns null when the system refuses to open the socket */
export function openInstanceSocket(folder: string, options: InstanceOptions): Promise<ControlServer | null> {
  const answer = ({ settings, request }: { settings: string | null; request: ControlRequest }) =>
    answerRequest(options, settings, request)
  return openControlServer(folder, answer, options.log)
}

async function answerRequest(
  { handlers, snapshot, checkStore }: InstanceOptions,
  settingsFile: string | null,
  request: ControlRequest,
): Promise<ControlReply> {
  checkStore()
  const { settings, notices, locale } = snapshot()
  if (settingsFile !== null && settingsFile !== realPath(settings.file))
    return { ok: false, otherSettings: settings.file }
  const errors = notices
    .filter(({ severity, id }) => severity === 'error' || id === 'store-rewritten')
    .map(({ message }) => message)
  const result = await handleControl(handlers, request)
  return result.ok ? { ...result, locale, settings: settings.file, notices: errors } : result
}
