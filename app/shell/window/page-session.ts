// The page's own session, made with the first window: until then nothing of it costs memory.
import { join } from 'node:path'
import { app, type Session, session } from 'electron'
import type { Log } from '../../model/ports.ts'
import { handleScheme } from '../security/app-scheme.ts'
import { confineSession } from '../security/security.ts'

/** What it keeps on disk is small and told to nobody, such as which explanation was read. */
export const PARTITION = 'persist:page'

/** @returns the session, confined and serving the page; the same one each time */
export function pageSessionSource(out: string, log: Log): () => Session {
  let made: Session | null = null
  return () => {
    if (made !== null) return made
    made = session.fromPartition(PARTITION, { cache: false })
    confineSession(made, app.isPackaged, log)
    handleScheme(made.protocol, join(out, 'renderer'))
    return made
  }
}
