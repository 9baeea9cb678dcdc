// When Homeward looks, and whom it asks. Saved together: half a change would be in force for a moment.
import { Button, Input, makeStyles, mergeClasses, Textarea, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import { ErrorMessage } from '../../components/ErrorMessage.tsx'
import { useCommand } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { useLayout } from '../../theme/layout.ts'
import { type DetectionProblem, draftOfDetection, NUMBERS, readDetection } from './detection-form.ts'
import { SettingsGroup, SettingsRow } from './SettingsGroup.tsx'

const FAMILIES = ['ipv4', 'ipv6'] as const

const useStyles = makeStyles({
  number: { width: '132px' },
  list: { width: '320px', maxWidth: '100%' },
  problem: { color: tokens.colorPaletteRedForeground1, textAlign: 'end', maxWidth: '320px' },
  actions: { padding: '0 0 14px', justifyContent: 'flex-end' },
})

export function DetectionGroup() {
  const saved = useSnapshot((snapshot) => snapshot.settings.detection)
  // A change of the file underneath starts the form anew.
  return <DetectionForm key={JSON.stringify(saved)} />
}

function DetectionForm() {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const { detection, editable } = useSnapshot((snapshot) => snapshot.settings)
  const command = useCommand()
  const [draft, setDraft] = useState(() => draftOfDetection(detection))
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOfDetection(detection))
  const read = readDetection(draft)
  const problems: Readonly<Record<string, DetectionProblem>> = read.ok ? {} : read.problems

  const problem = (field: string) => {
    const found = problems[field]
    if (found === undefined) return null
    return (
      <div className={mergeClasses(layout.quiet, styles.problem)} role="alert">
        {t(found.key, found.params)}
      </div>
    )
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (read.ok && changed) void command.send('settings.save', { detection: read.settings })
      }}
    >
      <SettingsGroup title={t('window.settings.detection')}>
        {NUMBERS.map((name) => (
          <SettingsRow
            key={name}
            label={t(`window.settings.${name}`)}
            help={t(`window.settings.${name}-help`)}
            control={(ids) => (
              <>
                <Input
                  className={styles.number}
                  id={ids.control}
                  aria-describedby={ids.help}
                  aria-invalid={problems[name] !== undefined}
                  inputMode="numeric"
                  disabled={!editable}
                  value={draft.numbers[name]}
                  contentAfter={t(
                    name === 'pollIntervalS' ? 'window.settings.seconds' : 'window.settings.milliseconds',
                  )}
                  onChange={(_event, { value }) => setDraft({ ...draft, numbers: { ...draft.numbers, [name]: value } })}
                />
                {problem(name)}
              </>
            )}
          />
        ))}
        {FAMILIES.map((family) => (
          <SettingsRow
            key={family}
            label={t('window.settings.echo', { family: t(`family.${family}`) })}
            help={t('window.settings.echo-help')}
            control={(ids) => (
              <>
                <Textarea
                  className={styles.list}
                  id={ids.control}
                  aria-describedby={ids.help}
                  aria-invalid={problems[family] !== undefined}
                  disabled={!editable}
                  resize="vertical"
                  value={draft.echo[family]}
                  placeholder={t('window.settings.echo-built-in')}
                  spellCheck={false}
                  onChange={(_event, { value }) => setDraft({ ...draft, echo: { ...draft.echo, [family]: value } })}
                />
                {problem(family)}
              </>
            )}
          />
        ))}
        {changed && (
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
