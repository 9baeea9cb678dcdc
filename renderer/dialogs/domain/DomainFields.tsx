// The fields of a domain: its hostname, where its addresses come from, and what to do on drift.
import { Checkbox, Field, Input } from '@fluentui/react-components'
import { FAMILIES } from '../../../app/contract/family.ts'
import type { ProviderInfo } from '../../../app/contract/provider-info.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'
import type { Problems } from './account-form.ts'
import type { DomainDraft } from './domain-form.ts'
import { PolicyField } from './PolicyField.tsx'
import { useProblemMessage } from './use-problem-message.ts'

interface Props {
  readonly info: ProviderInfo
  readonly domain: DomainDraft
  readonly change: (domain: DomainDraft) => void
  readonly problems: Problems
}

export function DomainFields({ info, domain, change, problems }: Props) {
  const { t } = useLanguage()
  const layout = useLayout()
  const message = useProblemMessage(problems)
  return (
    <>
      <Field
        className={layout.field}
        label={t('window.form.hostname')}
        hint={t('window.form.hostname-help')}
        required
        {...message('hostname')}
      >
        <Input
          value={domain.hostname}
          onChange={(_event, { value }) => change({ ...domain, hostname: value })}
          spellCheck={false}
          autoComplete="off"
        />
      </Field>
      {FAMILIES.map((family) => (
        <PolicyField
          key={family}
          family={family}
          draft={domain[family]}
          change={(draft) => change({ ...domain, [family]: draft })}
          problems={problems}
          offered={info.families.includes(family)}
        />
      ))}
      <Field hint={t('window.form.on-drift-help')}>
        <Checkbox
          label={t('window.form.on-drift')}
          checked={domain.onDrift === 'correct'}
          onChange={(_event, { checked }) => change({ ...domain, onDrift: checked === true ? 'correct' : 'show' })}
        />
      </Field>
    </>
  )
}
