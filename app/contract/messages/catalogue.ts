// The shape every language shares, taken from English: a missing or superfluous key is a type error.
import type { en } from './en/index.ts'

/** Languages other than English may lack the `_one` form: Chinese has one form for every number. */
export type Catalogue<T> = {
  readonly [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : Catalogue<T[K]>
}

type WithoutPlural<K extends string> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K

type DottedKeys<T> = {
  [K in keyof T & string]: T[K] extends string ? WithoutPlural<K> : `${K}.${DottedKeys<T[K]>}`
}[keyof T & string]

/** Every message by its dotted path, such as "reason.offline"; a plural is named without its `_one` and `_other`. */
export type MessageKey = DottedKeys<typeof en>

export type MessageParams = Readonly<Record<string, string | number>>
