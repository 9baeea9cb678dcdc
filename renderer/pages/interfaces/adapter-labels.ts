// The system's words for interfaces and addresses, narrowed to those the catalogues name. Pure: a word from a newer
// system falls back to the general one instead of showing nothing.
import type { en } from '../../../app/contract/messages/en/index.ts'

const KINDS = ['wired', 'wireless', 'ppp', 'tunnel', 'loopback', 'virtual', 'other'] as const
const STATES = ['up', 'down', 'dormant', 'not-present', 'lower-layer-down', 'testing', 'unknown'] as const
const ORIGINS = [
  'other',
  'manual',
  'well-known',
  'dhcp',
  'router-advertisement',
  'link-layer-address',
  'random',
] as const
const DAD = ['invalid', 'tentative', 'duplicate', 'deprecated'] as const

type Words = (typeof en)['window']
type Known<K extends keyof Words> = keyof Words[K]

const among =
  <T extends string>(known: readonly T[], otherwise: T) =>
  (word: string): T =>
    known.find((candidate) => candidate === word) ?? otherwise

export const kindKey = among<Known<'adapter-kind'>>(KINDS, 'other')
export const stateKey = among<Known<'adapter-state'>>(STATES, 'unknown')
export const originKey = among<Known<'origin'>>(ORIGINS, 'other')

/** Null for an address that is ready: only what is unusual is marked. */
export const dadKey = (state: string): Known<'dad'> | null => DAD.find((known) => known === state) ?? null
