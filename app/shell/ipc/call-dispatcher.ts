// Answers one call of the page, and checks its sender, its payload and its result. It never rejects. Its replies hold no
// stack, path or value; the log has them.
import type * as z from 'zod/mini'
import { type CallName, calls, type Handlers, type RefusalCode, type Reply } from '../../contract/ipc.ts'
import { stackOf } from '../../model/message-of.ts'
import type { Log } from '../../model/ports.ts'
import { isPageUrl } from '../security/app-scheme.ts'
import { createSparingLog } from '../security/sparing-log.ts'
import { isWithinLimits } from './payload-limits.ts'

/** The frame that sends a call: the part of it that is checked. */
export interface Frame {
  readonly url: string
}

export interface DispatcherOptions {
  readonly handlers: Handlers
  /** The main frame of the open window; null when there is none. */
  readonly pageFrame: () => Frame | null
  readonly log: Log
}

export type Dispatch = (name: string, frame: Frame | null | undefined, payload: unknown) => Promise<Reply>

const isCallName = (name: string): name is CallName => Object.hasOwn(calls, name)

/** Names where the data is wrong, never what it holds. */
function issuePaths(error: z.core.$ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map((part) => String(part).slice(0, 64)).join('.') || 'payload'} (${issue.code})`)
    .join(', ')
}

export function createDispatcher({ handlers, pageFrame, ...options }: DispatcherOptions): Dispatch {
  const log = createSparingLog(options.log)
  const refuse = (name: string, code: RefusalCode, message: string, details = {}): Reply => {
    log('warn', 'a call from the page was refused', { call: name.slice(0, 64), code, refusal: message, ...details })
    return { ok: false, code, message }
  }
  return async (name, frame, payload) => {
    // Before anything is awaited: a frame may be gone a moment later.
    const expected = pageFrame()
    if (!frame || frame !== expected || !isPageUrl(frame.url)) {
      return refuse(name, 'foreign-sender', 'Only the window itself may ask.')
    }
    if (!isCallName(name)) return refuse(name, 'unknown-call', 'There is no such call.')
    if (!isWithinLimits(payload)) return refuse(name, 'bad-payload', 'The payload is too large.')
    const request = calls[name].payload.safeParse(payload)
    if (!request.success) return refuse(name, 'bad-payload', issuePaths(request.error))
    let value: unknown
    try {
      const handler = handlers[name] as (payload: unknown) => unknown
      value = await handler(request.data)
    } catch (error) {
      log('error', 'a call from the page failed', { call: name, error: stackOf(error) })
      return { ok: false, code: 'failed', message: 'This did not work. The log says why.' }
    }
    const result = calls[name].result.safeParse(value)
    if (result.success) return { ok: true, value: result.data }
    log('error', 'a call had a result of the wrong shape', { call: name, issues: issuePaths(result.error) })
    return { ok: false, code: 'bad-result', message: 'The answer had the wrong shape. The log says why.' }
  }
}
