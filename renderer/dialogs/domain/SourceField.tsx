// One field of an address source. What it looks like follows from the kind in the source's description.
import { Field, Input, Select } from '@fluentui/react-components'
import type { MessageKey } from '../../../app/contract/messages/translate.ts'
import type { SourceField as Description } from '../../../app/contract/source-description.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { useLayout } from '../../theme/layout.ts'
import type { ProblemMessage } from './use-problem-message.ts'

interface Props extends ProblemMessage {
  readonly field: Description
  /** Something has to be entered. */
  readonly isNeeded: boolean
  readonly label: string
  readonly text: string
  readonly change: (text: string) => void
}

export function SourceField({ field, isNeeded, label, text, change, ...message }: Props) {
  const layout = useLayout()
  const { kind } = field
  return (
    <Field className={layout.field} label={label} required={isNeeded} {...message}>
      {kind === 'adapter-choice' ? (
        <AdapterSelect absent={isNeeded ? null : (field.absent ?? null)} text={text} change={change} />
      ) : kind === 'choice' ? (
        <ChoiceSelect field={field} text={text} change={change} />
      ) : (
        <Input
          type={kind === 'url' ? 'url' : 'text'}
          inputMode={kind === 'number' ? 'numeric' : undefined}
          value={text}
          readOnly={kind === 'list'}
          placeholder={kind === 'url' ? 'https://' : undefined}
          spellCheck={false}
          onChange={(_event, { value }) => change(value)}
        />
      )}
    </Field>
  )
}

function ChoiceSelect({ field, text, change, ...control }: Pick<Props, 'field' | 'text' | 'change'>) {
  const { t } = useLanguage()
  const { absent, choices = {}, choiceLabels = {} } = field
  const names = [
    ...Object.entries(choices),
    ...Object.entries(choiceLabels).map(([value, label]) => [value, t(label)] as const),
  ]
  return (
    <Select {...control} value={text} onChange={(_event, { value }) => change(value)}>
      {absent !== undefined && <option value="">{t(absent)}</option>}
      {names.map(([value, name]) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </Select>
  )
}

/** Passes on what `Field` adds to its control, such as the id that belongs to the label. */
function AdapterSelect({
  absent,
  text,
  change,
  ...control
}: Pick<Props, 'text' | 'change'> & { readonly absent: MessageKey | null }) {
  const { t } = useLanguage()
  const interfaces = useSnapshot((snapshot) => snapshot.interfaces)
  const adapters = interfaces.filter(({ kind }) => kind !== 'loopback')
  // The settings file may name an adapter by its id. A chosen adapter that is unplugged now stays in the list.
  const isPresent = adapters.some(({ name, id }) => name === text || id === text)
  return (
    <Select {...control} value={text} onChange={(_event, { value }) => change(value)}>
      {absent !== null && <option value="">{t(absent)}</option>}
      {absent === null && text === '' && <option value="">{t('window.policy.choose-adapter')}</option>}
      {text !== '' && !isPresent && <option value={text}>{t('window.policy.adapter-gone', { adapter: text })}</option>}
      {adapters.map(({ id, name, description }) => (
        <option key={id} value={text === id ? id : name}>
          {description === '' || description === name ? name : `${name} (${description})`}
        </option>
      ))}
    </Select>
  )
}
