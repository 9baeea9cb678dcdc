// A start whose data folder cannot be made or written, as when its disk is not there yet at sign-in. The tray says so; once the
// folder can be used, the app starts again, because Electron takes its own folder only at the start of a process.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app, dialog } from 'electron'
import { closestLocale } from '../contract/locale.ts'
import { translator } from '../contract/messages/translate.ts'
import { messageOf } from '../model/message-of.ts'
import type { Clock, Log } from '../model/ports.ts'
import { boot } from './boot.ts'

export interface BootWithoutFolderOptions {
  /** What `prepare` threw. */
  readonly problem: unknown
  /** Throws while the folder cannot be used. */
  readonly prepare: () => unknown
  readonly clock: Clock
}

/** There is no folder for a log either. */
const log: Log = (level, message, details) => {
  process.stderr.write(`${JSON.stringify({ level, message, details })}\n`, () => undefined)
}

/** @returns a folder for Electron's own files; null when there is no room for one either */
function createSubstitute(): string | null {
  try {
    return mkdtempSync(join(tmpdir(), 'homeward-start-'))
  } catch {
    return null
  }
}

export async function bootWithoutFolder({ problem, prepare, clock }: BootWithoutFolderOptions): Promise<void> {
  const substitute = createSubstitute()
  if (substitute === null) {
    const translate = translator(closestLocale(app.getLocale()))
    dialog.showErrorBox(translate('dialog.start-title'), translate('dialog.start', { cause: messageOf(problem) }))
    return app.exit(1)
  }
  app.on('quit', () => rmSync(substitute, { recursive: true, force: true }))
  let isFirst = true
  await boot({
    folder: substitute,
    clock,
    log,
    startEngine: async () => {
      if (isFirst) {
        isFirst = false
        throw problem
      }
      prepare()
      app.relaunch()
      app.exit(0)
      // Nothing may follow: the process ends.
      return new Promise<never>(() => undefined)
    },
  })
}
