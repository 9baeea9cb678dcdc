// The language of the page as one value: messages, reasons, failures and times in the snapshot's locale.
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react'
import { failureSentence } from '../../app/contract/explain/failure.ts'
import type { Failure } from '../../app/contract/failure.ts'
import type { Locale } from '../../app/contract/locale.ts'
import { sentence, type Translate, translator } from '../../app/contract/messages/translate.ts'
import type { Reason } from '../../app/contract/reason.ts'
import { type Formats, formatsFor, formattingTag } from './formats.ts'

export interface Language {
  readonly locale: Locale
  readonly t: Translate
  readonly formats: Formats
  /** What stands between two sentences. */
  readonly space: string
  reason(reason: Reason): string
  failure(failure: Pick<Failure, 'kind' | 'code' | 'detail'>): string
}

const LanguageContext = createContext<Language | null>(null)

export function LanguageProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  const language = useMemo<Language>(
    () => ({
      locale,
      t: translator(locale),
      space: translator(locale)('sentence-separator'),
      formats: formatsFor(formattingTag(locale, navigator.languages)),
      reason: (reason) => sentence(locale, reason),
      failure: (failure) => failureSentence(locale, failure),
    }),
    [locale],
  )
  useEffect(() => {
    document.documentElement.lang = locale
  }, [locale])
  return <LanguageContext value={language}>{children}</LanguageContext>
}

export function useLanguage(): Language {
  const language = useContext(LanguageContext)
  if (language === null) throw new Error('useLanguage outside LanguageProvider')
  return language
}
