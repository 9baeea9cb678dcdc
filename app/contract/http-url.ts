// How a web address is written in the settings.
import * as z from 'zod/mini'
import { cleanPasted } from './pasted-text.ts'

export const httpUrlSchema = z
  .string()
  .check(z.overwrite(cleanPasted), z.regex(/^https?:\/\/[^\s/]+\S*$/i, 'must be an http or https address'))
