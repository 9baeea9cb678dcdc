// The addresses of an adapter: the origin and lifetime of each, and why it was or was not chosen.
import { Badge, makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle'
import type { InterfaceView } from '../../../app/contract/snapshot.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { NARROW, useLayout } from '../../theme/layout.ts'
import { dadKey, originKey } from './adapter-labels.ts'

type AddressView = InterfaceView['addresses'][number]

const useStyles = makeStyles({
  table: { width: '100%', borderCollapse: 'collapse', [NARROW]: { display: 'block', '& tbody': { display: 'block' } } },
  head: {
    textAlign: 'start',
    fontWeight: tokens.fontWeightRegular,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    padding: '4px 12px 4px 0',
  },
  heads: {
    [NARROW]: { position: 'absolute', clipPath: 'inset(50%)', width: '1px', height: '1px', overflow: 'hidden' },
  },
  row: {
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    [NARROW]: { display: 'flex', flexDirection: 'column', gap: '4px', padding: '8px 0' },
  },
  cell: { padding: '8px 12px 8px 0', verticalAlign: 'top', [NARROW]: { padding: 0 } },
  mark: { color: tokens.colorBrandForeground1, verticalAlign: '-2px', marginInlineEnd: '4px' },
  lasts: { whiteSpace: 'nowrap', [NARROW]: { whiteSpace: 'normal' } },
})

export function AddressList({ adapter }: { adapter: InterfaceView }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  if (adapter.addresses.length === 0) {
    return <p className={mergeClasses(layout.text, layout.quiet)}>{t('window.interfaces.no-addresses')}</p>
  }
  return (
    <table className={styles.table} aria-label={t('window.interfaces.addresses-of', { adapter: adapter.name })}>
      <thead className={styles.heads}>
        <tr>
          {(['address', 'properties', 'lasts'] as const).map((column) => (
            <th key={column} scope="col" className={styles.head}>
              {t(`window.interfaces.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {adapter.addresses.map((address) => (
          <AddressRow key={address.address} view={address} />
        ))}
      </tbody>
    </table>
  )
}

function AddressRow({ view }: { view: AddressView }) {
  const { t, reason } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  return (
    <tr className={styles.row}>
      <td className={styles.cell}>
        <div>
          {view.chosen && <CheckmarkCircleFilled className={styles.mark} aria-label={t('window.interfaces.chosen')} />}
          <span className={mergeClasses(layout.machine, view.chosen && layout.strong)}>{view.address}</span>
          <span className={layout.quiet}>/{view.prefixLength}</span>
        </div>
        {view.why !== null && view.why.code !== 'address-chosen' && (
          <div className={mergeClasses(layout.quiet, layout.breakable)}>{reason(view.why)}</div>
        )}
      </td>
      <td className={styles.cell}>
        <Properties view={view} />
      </td>
      <td className={mergeClasses(styles.cell, layout.quiet, styles.lasts)}>
        <Lifetimes view={view} />
      </td>
    </tr>
  )
}

function Properties({ view }: { view: AddressView }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const prefix = t(`window.origin.${originKey(view.prefixOrigin)}`)
  const suffix = t(`window.origin.${originKey(view.suffixOrigin)}`)
  const dad = dadKey(view.dadState)
  return (
    <div className={layout.row}>
      <span className={layout.quiet}>{prefix === suffix ? prefix : `${prefix} + ${suffix}`}</span>
      {view.temporary && (
        <Badge appearance="outline" color="informative">
          {t('window.interfaces.temporary')}
        </Badge>
      )}
      {dad !== null && (
        <Badge appearance="outline" color={dad === 'duplicate' ? 'danger' : 'warning'}>
          {t(`window.dad.${dad}`)}
        </Badge>
      )}
    </div>
  )
}

function Lifetimes({ view }: { view: AddressView }) {
  const { t, formats } = useLanguage()
  const { validLifetimeS, preferredLifetimeS } = view
  if (validLifetimeS === null) return <>{t('window.interfaces.unlimited')}</>
  return (
    <>
      <div>{t('window.interfaces.valid-for', { span: formats.span(validLifetimeS) })}</div>
      {preferredLifetimeS !== null && preferredLifetimeS !== validLifetimeS && (
        <div>{t('window.interfaces.preferred-for', { span: formats.span(preferredLifetimeS) })}</div>
      )}
    </>
  )
}
