// The message below a form field that has a problem.
import type { FieldProps } from '@fluentui/react-components'
import { useLanguage } from '../../i18n/Language.tsx'
import type { Problems } from './account-form.ts'

export type ProblemMessage = Pick<FieldProps, 'validationMessage' | 'validationState'>

/** @returns the props of the field with this key; empty while it has no problem */
export function useProblemMessage(problems: Problems): (key: string) => ProblemMessage {
  const { t } = useLanguage()
  return (key) => {
    const problem = problems[key]
    return problem === undefined ? {} : { validationMessage: t(problem), validationState: 'error' }
  }
}
