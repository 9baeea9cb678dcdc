// The last settings without a mistake, kept in the data folder for the day the file has one.
import { readFile } from 'node:fs/promises'
import * as z from 'zod/mini'
import { type Settings, settingsSchema } from '../../contract/settings.ts'
import { writeFileAtomically } from '../files/atomic-file.ts'

const copySchema = z.strictObject({ file: z.string(), settings: settingsSchema })

export interface LastGood {
  /** The copy kept of this settings file; null when there is none or it cannot be read. */
  read(): Promise<Settings | null>
  write(settings: Settings): Promise<void>
}

/** @param settingsPath absolute; a copy of another settings file does not count. */
export function createLastGood(copyPath: string, settingsPath: string): LastGood {
  return {
    read: async () => {
      let text: string
      try {
        text = await readFile(copyPath, 'utf8')
      } catch {
        // No copy, or none that can be read: either way there is nothing to fall back on.
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
