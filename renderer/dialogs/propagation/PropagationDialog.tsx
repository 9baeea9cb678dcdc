// Who sees which address now: the zone's own servers, and resolvers that may still repeat an old one. Asked for anew
// each time the dialog opens.
import { Button, mergeClasses, Spinner } from '@fluentui/react-components'
import { useCallback, useEffect, useState } from 'react'
import type { FamilyPropagation, Propagation } from '../../../app/contract/propagation.ts'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import { ask } from '../../bridge.ts'
import { Refusal } from '../../components/ErrorMessage.tsx'
import { SightList } from '../../components/EvidenceList.tsx'
import { ReadingDialog } from '../../components/ReadingDialog.tsx'
import { useLanguage } from '../../i18n/Language.tsx'
import { closeDialog } from '../../store/view-store.ts'
import { useLayout } from '../../theme/layout.ts'

type Answer = { readonly found: Propagation } | { readonly refused: string } | null

export function PropagationDialog({ record }: { record: RecordStatus }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const { answer, again } = usePropagation(record)
  return (
    <ReadingDialog title={t('window.propagation.title', { hostname: record.hostname })} close={closeDialog}>
      {answer === null && <Spinner label={t('window.propagation.asking')} />}
      {answer !== null && 'refused' in answer && <Refusal text={answer.refused} />}
      {answer !== null && 'found' in answer && answer.found.families.length === 0 && (
        <p className={layout.text}>{t('window.propagation.none-managed')}</p>
      )}
      {answer !== null &&
        'found' in answer &&
        answer.found.families.map((family) => <Family key={family.family} seen={family} />)}
      {answer !== null && (
        <div>
          <Button onClick={again}>{t('window.try-again')}</Button>
        </div>
      )}
    </ReadingDialog>
  )
}

function usePropagation({ account, hostname }: RecordStatus): { readonly answer: Answer; readonly again: () => void } {
  const { t } = useLanguage()
  const [asked, setAsked] = useState(0)
  const [answer, setAnswer] = useState<Answer>(null)
  const again = useCallback(() => setAsked((times) => times + 1), [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` counts the wishes to ask once more.
  useEffect(() => {
    let current = true
    setAnswer(null)
    ask('record.propagation', { account, hostname }).then(
      (result) => {
        if (current) setAnswer(result.ok ? { found: result.propagation } : { refused: result.message })
      },
      (cause: unknown) => {
        console.error('the propagation was not told', cause)
        if (current) setAnswer({ refused: t('window.no-answer') })
      },
    )
    return () => {
      current = false
    }
  }, [account, hostname, asked, t])

  return { answer, again }
}

function Family({ seen }: { seen: FamilyPropagation }) {
  const { t, formats, space } = useLanguage()
  const layout = useLayout()
  const now = Date.now()
  const joined = (addresses: readonly string[]) => addresses.join(t('window.separator'))

  return (
    <section className={layout.stack} aria-label={t(`family.${seen.family}`)}>
      <div className={layout.tight}>
        <h3 className={layout.heading}>{t(`family.${seen.family}`)}</h3>
        <p className={mergeClasses(layout.text, layout.breakable)}>
          {seen.expected === null
            ? t('window.propagation.nothing-expected')
            : t('window.propagation.expected', { address: seen.expected })}
          {space}
          {t(`window.propagation.state.${seen.state}`)}
        </p>
        {seen.oldUntil !== null && (
          <p className={layout.text}>
            {t('window.propagation.old-until', { time: formats.moment(seen.oldUntil, now) })}
          </p>
        )}
      </div>
      <SightList
        title={
          seen.zone === null ? t('window.propagation.servers') : t('window.propagation.servers-of', { zone: seen.zone })
        }
        sights={seen.servers.map(({ name, address, holds, problem }) => ({
          name,
          address,
          good: holds !== null && seen.expected !== null && holds.includes(seen.expected),
          said:
            holds === null
              ? t('window.propagation.unknown')
              : holds.length === 0
                ? t('window.propagation.holds-nothing')
                : t('window.propagation.holds', { addresses: joined(holds) }),
          detail: problem,
        }))}
      />
      <SightList
        title={t('window.propagation.resolvers')}
        sights={seen.resolvers.map(({ name, address, sees, addresses, until, problem }) => ({
          name: name === 'system' ? t('window.propagation.system') : name,
          address,
          good: sees === 'new' || sees === 'proxy',
          said: [
            t(`window.propagation.${problem === 'redirected' ? problem : sees}`),
            ...(sees === 'old' ? [joined(addresses)] : []),
            ...(sees === 'old' && until !== null
              ? [t('window.propagation.until', { time: formats.moment(until, now) })]
              : []),
          ].join(t('window.separator')),
          detail: problem === 'redirected' ? null : problem,
        }))}
      />
    </section>
  )
}
