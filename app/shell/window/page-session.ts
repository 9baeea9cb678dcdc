// The page's own session. It is created with the first window, so that it costs no memory before.
import { join } from 'node:path'
import { app, type Session, session } from 'electron'
import type { Log } from '../../model/ports.ts'
import { handleScheme } from '../security/app-scheme.ts'
import { confineSession } from '../security/confinement.ts'

/** The page keeps a little on disk and nothing secret, such as which explanations the user has read. */
export const PARTITION = 'persist:page'

/** @returns a function that gives the same session on each call, confined and ready to serve the page. */
export function createPageSessionSource(out: string, log: Log): () => Session {
  let pageSession: Session | null = null
  return () => {
    if (pageSession !== null) return pageSession
    pageSession = session.fromPartition(PARTITION, { cache: false })
    const confined = confineSession(pageSession, app.isPackaged, log)
    handleScheme(pageSession.protocol, join(out, 'renderer'), confined)
    return pageSession
  }
}
