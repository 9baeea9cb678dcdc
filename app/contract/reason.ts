// Why a thing was chosen, refused or left alone: a code with parameters, turned into a sentence by the catalogues.
// A code without its sentence in every language is a type error.
import * as z from 'zod/mini'
import type { en } from './messages/en/index.ts'

export type ReasonCode = keyof typeof en.reason

export interface Reason {
  readonly code: ReasonCode
  readonly params: Readonly<Record<string, string | number>>
}

export const reason = (code: ReasonCode, params: Reason['params'] = {}): Reason => ({ code, params })

export const reasonSchema = z.custom<Reason>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'params' in value,
)
