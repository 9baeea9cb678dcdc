// The language of the command line. It is the system's at first, then that of the settings or the running instance, so
// that a table and the sentences in it have the same language.
import type { Locale } from '../contract/locale.ts'
import type { MessageKey, MessageParams } from '../contract/messages/catalogue.ts'
import { translator } from '../contract/messages/translate.ts'
import type { FamilyRow } from '../contract/snapshot.ts'

let language: Locale = 'en'

export const speak = (locale: Locale): void => {
  language = locale
}
export const spoken = (): Locale => language

export const t = (key: MessageKey, params?: MessageParams): string => translator(language)(key, params)

type Word = 'row-state' | 'failure-kind' | 'trigger' | 'window.adapter-kind' | 'window.adapter-state'

/** A stable word in a table. In English it is the word of the JSON output, which people search for. */
export const word = (group: Word, value: string): string =>
  language === 'en' ? value : t(`${group}.${value}` as MessageKey)

export const family = (row: Pick<FamilyRow, 'family'>): string => t(`family.${row.family}`)
