// Filters the history by domain, result and trigger.
import { Field, makeStyles, Select } from '@fluentui/react-components'
import { ATTEMPT_RESULTS } from '../../../app/contract/history.ts'
import { shownHostname } from '../../../app/contract/hostname.ts'
import { TRIGGERS } from '../../../app/contract/snapshot.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { useLayout } from '../../theme/layout.ts'
import type { Filter } from './history-pages.ts'

const useStyles = makeStyles({
  filters: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(180px, 1fr))',
    gap: '8px 12px',
  },
})

/** Undefined removes the key, because a query without it means "any". */
function choose<K extends keyof Filter>(filter: Filter, key: K, value: Filter[K]): Filter {
  const { [key]: _replaced, ...rest } = filter
  return value === undefined ? rest : { ...rest, [key]: value }
}

export function HistoryFilters({ filter, change }: { filter: Filter; change: (filter: Filter) => void }) {
  const { t } = useLanguage()
  const styles = useStyles()
  const layout = useLayout()
  const records = useSnapshot((snapshot) => snapshot.records)
  const hostnames = [...new Set(records.map(({ hostname }) => hostname))].sort()

  return (
    <search className={styles.filters} aria-label={t('window.history.filters')}>
      <Field className={layout.field} label={t('window.history.domain')}>
        <Select
          value={filter.hostname ?? ''}
          onChange={(_event, { value }) => change(choose(filter, 'hostname', value === '' ? undefined : value))}
        >
          <option value="">{t('window.history.any-domain')}</option>
          {hostnames.map((hostname) => (
            <option key={hostname} value={hostname}>
              {shownHostname(hostname)}
            </option>
          ))}
        </Select>
      </Field>
      <Field className={layout.field} label={t('window.history.result')}>
        <Select
          value={filter.result ?? ''}
          onChange={(_event, { value }) =>
            change(
              choose(
                filter,
                'result',
                ATTEMPT_RESULTS.find((known) => known === value),
              ),
            )
          }
        >
          <option value="">{t('window.history.any-result')}</option>
          {ATTEMPT_RESULTS.map((result) => (
            <option key={result} value={result}>
              {t(`row-state.${result}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field className={layout.field} label={t('window.history.trigger')}>
        <Select
          value={filter.trigger ?? ''}
          onChange={(_event, { value }) =>
            change(
              choose(
                filter,
                'trigger',
                TRIGGERS.find((known) => known === value),
              ),
            )
          }
        >
          <option value="">{t('window.history.any-trigger')}</option>
          {TRIGGERS.map((trigger) => (
            <option key={trigger} value={trigger}>
              {t(`trigger.${trigger}`)}
            </option>
          ))}
        </Select>
      </Field>
    </search>
  )
}
