// One account: its service, the state of its secrets, its hold, and a list of its domains.
import { Badge, Button, makeStyles, mergeClasses, Tooltip, tokens } from '@fluentui/react-components'
import { DeleteRegular } from '@fluentui/react-icons/svg/delete'
import { EditRegular } from '@fluentui/react-icons/svg/edit'
import { KeyRegular } from '@fluentui/react-icons/svg/key'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import { policySummary } from '../../../app/contract/address-sources.ts'
import { FAMILIES } from '../../../app/contract/family.ts'
import type { AccountStatus, RecordStatus } from '../../../app/contract/snapshot.ts'
import { ErrorMessage } from '../../components/ErrorMessage.tsx'
import { Hostname } from '../../components/Hostname.tsx'
import { HoldBar } from '../../components/holds/HoldBar.tsx'
import { PagedList } from '../../components/PagedList.tsx'
import { StateBadge } from '../../components/StateBadge.tsx'
import { useCommand } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { openDialog } from '../../store/view-store.ts'
import { NARROW, useLayout } from '../../theme/layout.ts'

const useStyles = makeStyles({
  domain: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto auto',
    alignItems: 'center',
    gap: '4px 12px',
    padding: '8px 0',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    [NARROW]: { gridTemplateColumns: 'minmax(0, 1fr) auto' },
  },
  words: { [NARROW]: { gridColumn: '1 / -1' } },
  state: { justifySelf: 'end', [NARROW]: { justifySelf: 'start' } },
})

export function AccountSection({ account, editable }: { account: AccountStatus; editable: boolean }) {
  const { t, locale } = useLanguage()
  const layout = useLayout()
  const records = useSnapshot((snapshot) => snapshot.records)
  const providers = useSnapshot((snapshot) => snapshot.providers)
  const info = providers.find(({ id }) => id === account.provider)
  const holds = useSnapshot((snapshot) => snapshot.holds)
  const command = useCommand()
  // The hold of the account as a whole. The hold of one domain is shown on that domain's card.
  const hold = holds.find((each) => each.account === account.id && each.hostname === null)
  const own = records.filter((record) => record.account === account.id)
  const label = (key: string) => info?.fields.find((field) => field.key === key)?.label[locale] ?? key

  return (
    <section className={mergeClasses(layout.card, layout.stack)} aria-label={account.id}>
      <div className={layout.apart}>
        <div className={layout.grow}>
          <h2 className={layout.heading}>{account.id}</h2>
          <p className={mergeClasses(layout.text, layout.quiet, layout.breakable)}>
            {info?.label ?? account.provider}
            {account.endpoint !== null && `${t('window.separator')}${account.endpoint}`}
          </p>
        </div>
        <AccountActions account={account.id} editable={editable} />
      </div>
      {Object.keys(account.secrets).length > 0 && (
        <div className={layout.row}>
          {Object.entries(account.secrets).map(([key, state]) => (
            <Badge
              key={key}
              appearance="outline"
              color={state === 'present' ? 'informative' : 'danger'}
              icon={state === 'present' ? <KeyRegular /> : <WarningRegular />}
            >
              {t(`window.secret.${state}`, { field: label(key) })}
            </Badge>
          ))}
        </div>
      )}
      {hold !== undefined && (
        <HoldBar hold={hold} breaker={account.breaker} provider={info ?? null} hostname={null} command={command} />
      )}
      {hold === undefined && account.breaker !== 'closed' && (
        <p className={mergeClasses(layout.text, layout.quiet)}>{t(`breaker.${account.breaker}`)}</p>
      )}
      <ErrorMessage text={command.error} />
      {own.length === 0 ? (
        <p className={mergeClasses(layout.text, layout.quiet)}>{t('window.domains.no-domains')}</p>
      ) : (
        <PagedList
          items={own}
          pageSize={50}
          draw={(shown) => (
            <ul className={layout.list} aria-label={t('window.domains.list-of', { account: account.id })}>
              {shown.map((record) => (
                <DomainRow key={record.hostname} record={record} editable={editable} />
              ))}
            </ul>
          )}
        />
      )}
    </section>
  )
}

function AccountActions({ account, editable }: { account: string; editable: boolean }) {
  const { t } = useLanguage()
  const layout = useLayout()
  return (
    <div className={layout.row}>
      <Button
        size="small"
        icon={<EditRegular />}
        disabled={!editable}
        aria-label={t('window.domains.edit-account-named', { account })}
        onClick={() => openDialog({ kind: 'edit-account', account })}
      >
        {t('window.domains.edit-account')}
      </Button>
      <Tooltip content={t('window.domains.remove-account-named', { account })} relationship="label">
        <Button
          size="small"
          appearance="subtle"
          icon={<DeleteRegular />}
          disabled={!editable}
          onClick={() => openDialog({ kind: 'remove-account', account })}
        />
      </Tooltip>
    </div>
  )
}

function DomainRow({ record, editable }: { record: RecordStatus; editable: boolean }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const { account, hostname, policies } = record
  return (
    <li className={styles.domain}>
      <div className={styles.words}>
        <div className={mergeClasses(layout.strong, layout.breakable)}>
          <Hostname name={hostname} />
        </div>
        <div className={mergeClasses(layout.quiet, layout.breakable)}>
          {FAMILIES.map((family) =>
            t('window.named', { label: t(`family.${family}`), name: policySummary(t, policies[family]) }),
          ).join(t('window.separator'))}
        </div>
      </div>
      <div className={styles.state}>
        <StateBadge state={record.state} />
      </div>
      <div className={layout.row}>
        <Tooltip content={t('window.domains.edit-named', { hostname })} relationship="label">
          <Button
            appearance="subtle"
            icon={<EditRegular />}
            disabled={!editable}
            onClick={() => openDialog({ kind: 'edit-domain', account, hostname })}
          />
        </Tooltip>
        <Tooltip content={t('window.domains.remove-named', { hostname })} relationship="label">
          <Button
            appearance="subtle"
            icon={<DeleteRegular />}
            disabled={!editable}
            onClick={() => openDialog({ kind: 'remove-domain', account, hostname })}
          />
        </Tooltip>
      </div>
    </li>
  )
}
