// Where the address of one family comes from: automatic, off, or an address source with its fields.
import { Field, Select } from '@fluentui/react-components'
import { ADDRESS_SOURCES, policySummary } from '../../../app/contract/address-sources.ts'
import type { Family } from '../../../app/contract/family.ts'
import type { MessageKey, Translate } from '../../../app/contract/messages/translate.ts'
import type { SourceField as SourceFieldDescription } from '../../../app/contract/source-description.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'
import type { Problems } from './account-form.ts'
import {
  choicesWith,
  concernsFamily,
  draftFields,
  isNeeded,
  type PolicyChoice,
  type PolicyDraft,
  withField,
} from './policy-form.ts'
import { SourceField } from './SourceField.tsx'
import { useProblemMessage } from './use-problem-message.ts'

interface Props {
  readonly family: Family
  readonly draft: PolicyDraft
  readonly change: (draft: PolicyDraft) => void
  readonly problems: Problems
  /** Whether the account's service offers this family at all. */
  readonly offered: boolean
}

const labelOf = (choice: PolicyChoice): MessageKey =>
  choice === 'auto' || choice === 'off' || choice === 'list' ? `window.policy.${choice}` : ADDRESS_SOURCES[choice].label

function helpOf(t: Translate, { choice, list }: PolicyDraft, family: Family): string {
  if (choice === 'auto') return t(`window.policy.auto-${family}-help`)
  if (choice === 'off') return t('window.policy.off-help')
  if (choice === 'list') return t('window.policy.list-help', { sources: policySummary(t, list ?? []) })
  return t(ADDRESS_SOURCES[choice].help)
}

function labelled(t: Translate, { label, optional, absent }: SourceFieldDescription, family: string): string {
  const text = t(label, { family })
  // A list says itself what it means that nothing is chosen.
  return optional && absent === undefined ? t('window.policy.optional', { label: text }) : text
}

export function PolicyField({ family, draft, change, problems, offered }: Props) {
  const { t } = useLanguage()
  const layout = useLayout()
  const message = useProblemMessage(problems)
  const label = t(`family.${family}`)

  if (!offered) {
    return (
      <Field className={layout.field} label={label} hint={t('window.policy.unsupported')}>
        <Select disabled value="off">
          <option value="off">{t('window.policy.off')}</option>
        </Select>
      </Field>
    )
  }
  return (
    <div className={layout.tight}>
      <Field className={layout.field} label={label} hint={helpOf(t, draft, family)} {...message(family)}>
        <Select
          value={draft.choice}
          onChange={(_event, { value }) => {
            const choice = choicesWith(family, draft).find((known) => known === value)
            if (choice !== undefined) change({ ...draft, choice })
          }}
        >
          {choicesWith(family, draft).map((choice) => (
            <option key={choice} value={choice}>
              {t(labelOf(choice))}
            </option>
          ))}
        </Select>
      </Field>
      {draftFields(draft)
        .filter(({ field }) => concernsFamily(field, family))
        .map(({ key, field, text }) => (
          <SourceField
            key={`${draft.choice}.${key}`}
            field={field}
            isNeeded={isNeeded(draft.choice, key, family)}
            label={labelled(t, field, label)}
            text={text}
            change={(typed) => change(withField(draft, key, typed))}
            {...message(`${family}.${key}`)}
          />
        ))}
    </div>
  )
}
