// How a web address is written in the settings.
import * as z from 'zod/mini'

export const httpUrlSchema = z.string().check(z.regex(/^https?:\/\/[^\s/]+\S*$/, 'must be an http or https address'))
