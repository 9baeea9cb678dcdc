// A copy of the last valid settings in the data folder, for when the settings file has a problem.
import { readFile } from 'node:fs/promises'
import * as z from 'zod/mini'
import { type Settings, settingsSchema } from '../../contract/settings.ts'
import { writeFileAtomically } from '../files/atomic-file.ts'

const copySchema = z.strictObject({ file: z.string(), settings: settingsSchema })

export interface LastValid {
  /** Resolves to null when there is no copy of this settings file, or it cannot be read. */
  read(): Promise<Settings | null>
  write(settings: Settings): Promise<void>
}

/** @param settingsPath absolute path. A copy of another settings file does not count. */
export function createLastValid(copyPath: string, settingsPath: string): LastValid {
  return {
    read: async () => {
      let text: string
      try {
        text = await readFile(copyPath, 'utf8')
      } catch {
        // Missing or unreadable: either way there is nothing to fall back on.
        return null
      }
      try {
        const copy = copySchema.safeParse(JSON.parse(text))
        return copy.success && copy.data.file === settingsPath ? copy.data.settings : null
      } catch {
        return null
      }
    },
    write: async (settings) => {
      const text = `${JSON.stringify({ file: settingsPath, settings })}\n`
      const kept = await readFile(copyPath, 'utf8').catch(() => null)
      if (kept !== text) await writeFileAtomically(copyPath, text)
    },
  }
}
