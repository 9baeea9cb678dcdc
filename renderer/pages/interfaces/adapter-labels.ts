// The system's words for adapters and addresses, limited to those that the catalogues translate. Pure. A word that only a
// newer system uses becomes the general one.
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

type Catalogue = (typeof en)['window']
type Known<K extends keyof Catalogue> = keyof Catalogue[K]

const oneOf =
  <T extends string>(known: readonly T[], fallback: T) =>
  (word: string): T =>
    known.find((candidate) => candidate === word) ?? fallback

export const kindKey = oneOf<Known<'adapter-kind'>>(KINDS, 'other')
export const stateKey = oneOf<Known<'adapter-state'>>(STATES, 'unknown')
export const originKey = oneOf<Known<'origin'>>(ORIGINS, 'other')

/** Null for a usable address: only unusual states get a badge. */
export const dadKey = (state: string): Known<'dad'> | null => DAD.find((known) => known === state) ?? null
