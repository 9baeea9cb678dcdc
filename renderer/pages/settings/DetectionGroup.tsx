// How often Homeward checks, how it reacts to network changes, the user's own echo services, and what the router is asked. Saved as a whole, so that no
// half of a change takes effect.
import { Button, Input, makeStyles, mergeClasses, Textarea } from '@fluentui/react-components'
import { useState } from 'react'
import { FAMILIES, type Family } from '../../../app/contract/family.ts'
import { ErrorMessage } from '../../components/ErrorMessage.tsx'
import { useCommand } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { useLayout } from '../../theme/layout.ts'
import {
  ANNOUNCEMENT_CHOICES,
  type DetectionDraft,
  type DetectionProblem,
  draftOfDetection,
  NETWORK_CHOICES,
  NUMBERS,
  type NumberName,
  readDetection,
} from './detection-form.ts'
import { SelectRow } from './SelectRow.tsx'
import { SettingsGroup } from './SettingsGroup.tsx'
import { SettingsRow } from './SettingsRow.tsx'
import { SwitchRow } from './SwitchRow.tsx'

const useStyles = makeStyles({
  /** The unit stays in one line. */
  number: { width: '132px', whiteSpace: 'nowrap' },
  list: { width: '320px', maxWidth: '100%' },
  actions: { padding: '0 0 14px', justifyContent: 'flex-end' },
})

export function DetectionGroup() {
  const saved = useSnapshot((snapshot) => snapshot.settings.detection)
  // When the settings change elsewhere, the key makes a new form with the new values.
  return <DetectionForm key={JSON.stringify(saved)} />
}

function DetectionForm() {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const { detection, editable } = useSnapshot((snapshot) => snapshot.settings)
  const command = useCommand()
  const [draft, setDraft] = useState(() => draftOfDetection(detection))
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOfDetection(detection))
  const read = readDetection(draft)
  const problems: Readonly<Record<string, DetectionProblem>> = read.ok ? {} : read.problems

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (read.ok && isChanged) void command.send('settings.save', { detection: read.settings })
      }}
    >
      <SettingsGroup title={t('window.settings.detection')}>
        {NUMBERS.map((name) => (
          <NumberRow
            key={name}
            name={name}
            text={draft.numbers[name]}
            change={(text) => setDraft({ ...draft, numbers: { ...draft.numbers, [name]: text } })}
            problem={problems[name]}
            disabled={!editable}
          />
        ))}
        {FAMILIES.map((family) => (
          <EchoRow
            key={family}
            family={family}
            text={draft.echo[family]}
            change={(text) => setDraft({ ...draft, echo: { ...draft.echo, [family]: text } })}
            problem={problems[family]}
            disabled={!editable}
          />
        ))}
        <GatewayRows draft={draft.gateway} change={(gateway) => setDraft({ ...draft, gateway })} disabled={!editable} />
        <GuardRows draft={draft} change={setDraft} disabled={!editable} />
        {isChanged && (
          <div className={mergeClasses(layout.row, styles.actions)}>
            <Button onClick={() => setDraft(draftOfDetection(detection))}>{t('window.action.discard')}</Button>
            <Button type="submit" appearance="primary" disabled={!read.ok} disabledFocusable={command.busy}>
              {t('window.action.save')}
            </Button>
          </div>
        )}
        <ErrorMessage text={command.error} />
      </SettingsGroup>
    </form>
  )
}

interface GatewayProps {
  readonly draft: DetectionDraft['gateway']
  readonly change: (draft: DetectionDraft['gateway']) => void
  readonly disabled: boolean
}

function GatewayRows({ draft, change, disabled }: GatewayProps) {
  const { t } = useLanguage()
  return (
    <>
      <SwitchRow
        label={t('window.settings.gateway-ask')}
        help={t('window.settings.gateway-ask-help')}
        checked={draft.ask}
        disabled={disabled}
        change={(ask) => change({ ...draft, ask })}
      />
      <SelectRow
        label={t('window.settings.gateway-announcements')}
        help={t('window.settings.gateway-announcements-help')}
        value={draft.announcements}
        options={ANNOUNCEMENT_CHOICES.map((value) => ({
          value,
          label: t(`window.settings.gateway-announcements-${value}`),
        }))}
        disabled={disabled}
        change={(announcements) => change({ ...draft, announcements })}
      />
      <SwitchRow
        label={t('window.settings.gateway-events')}
        help={t('window.settings.gateway-events-help')}
        checked={draft.events}
        disabled={disabled}
        change={(events) => change({ ...draft, events })}
      />
    </>
  )
}

interface GuardProps {
  readonly draft: DetectionDraft
  readonly change: (draft: DetectionDraft) => void
  readonly disabled: boolean
}

function GuardRows({ draft, change, disabled }: GuardProps) {
  const { t } = useLanguage()
  return (
    <>
      <SelectRow
        label={t('window.settings.networks')}
        help={t('window.settings.networks-help')}
        value={draft.networks}
        options={NETWORK_CHOICES.map((value) => ({ value, label: t(`window.settings.networks-${value}`) }))}
        disabled={disabled}
        change={(networks) => change({ ...draft, networks })}
      />
      <SwitchRow
        label={t('window.settings.portal-probe')}
        help={t('window.settings.portal-probe-help')}
        checked={draft.probesPortals}
        disabled={disabled}
        change={(probesPortals) => change({ ...draft, probesPortals })}
      />
    </>
  )
}

interface RowProps {
  readonly text: string
  readonly change: (text: string) => void
  readonly problem: DetectionProblem | undefined
  readonly disabled: boolean
}

function NumberRow({ name, text, change, problem, disabled }: RowProps & { readonly name: NumberName }) {
  const { t } = useLanguage()
  const styles = useStyles()
  return (
    <SettingsRow
      label={t(`window.settings.${name}`)}
      help={t(`window.settings.${name}-help`)}
      problem={problem === undefined ? null : t(problem.key, problem.params)}
      control={(props) => (
        <Input
          {...props}
          className={styles.number}
          aria-invalid={problem !== undefined}
          inputMode="numeric"
          disabled={disabled}
          value={text}
          contentAfter={t(name.endsWith('Ms') ? 'window.settings.milliseconds' : 'window.settings.seconds')}
          onChange={(_event, { value }) => change(value)}
        />
      )}
    />
  )
}

function EchoRow({ family, text, change, problem, disabled }: RowProps & { readonly family: Family }) {
  const { t } = useLanguage()
  const styles = useStyles()
  return (
    <SettingsRow
      label={t('window.settings.echo', { family: t(`family.${family}`) })}
      help={t('window.settings.echo-help')}
      problem={problem === undefined ? null : t(problem.key, problem.params)}
      control={(props) => (
        <Textarea
          {...props}
          className={styles.list}
          aria-invalid={problem !== undefined}
          disabled={disabled}
          resize="vertical"
          value={text}
          placeholder={t('window.settings.echo-built-in')}
          spellCheck={false}
          onChange={(_event, { value }) => change(value)}
        />
      )}
    />
  )
}
