// One adapter: its kind and state, whether it was chosen and why, its gateways, and its addresses.
import { Badge, makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { ArrowRepeatAllRegular } from '@fluentui/react-icons/svg/arrow-repeat-all'
import { BoxMultipleRegular } from '@fluentui/react-icons/svg/box-multiple'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { ConnectorRegular } from '@fluentui/react-icons/svg/connector'
import { PhoneRegular } from '@fluentui/react-icons/svg/phone'
import { PlugConnectedRegular } from '@fluentui/react-icons/svg/plug-connected'
import { ShieldRegular } from '@fluentui/react-icons/svg/shield'
import { Wifi1Regular } from '@fluentui/react-icons/svg/wifi'
import type { ReactElement } from 'react'
import type { InterfaceView } from '../../../app/contract/snapshot.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'
import { AddressList } from './AddressList.tsx'
import { kindKey, stateKey } from './adapter-labels.ts'

const ICONS: Readonly<Record<ReturnType<typeof kindKey>, ReactElement>> = {
  wired: <PlugConnectedRegular />,
  wireless: <Wifi1Regular />,
  ppp: <PhoneRegular />,
  tunnel: <ShieldRegular />,
  loopback: <ArrowRepeatAllRegular />,
  virtual: <BoxMultipleRegular />,
  other: <ConnectorRegular />,
}

const useStyles = makeStyles({
  head: { display: 'flex', alignItems: 'flex-start', gap: '12px' },
  icon: { display: 'flex', paddingTop: '2px', color: tokens.colorNeutralForeground2, '& svg': { fontSize: '24px' } },
  chosenIcon: { color: tokens.colorBrandForeground1 },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(120px, 1fr))',
    gap: '8px 16px',
    margin: 0,
  },
  fact: { margin: 0, minWidth: 0 },
  wide: { gridColumn: '1 / -1' },
  reasons: { display: 'grid', gridTemplateColumns: '40px minmax(0, 1fr)', gap: '2px 8px', margin: 0 },
})

export function AdapterCard({ adapter }: { adapter: InterfaceView }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const chosen = adapter.chosenFor.length > 0

  return (
    <article className={mergeClasses(layout.card, layout.stack)} aria-label={adapter.name}>
      <div className={styles.head}>
        <span className={mergeClasses(styles.icon, chosen && styles.chosenIcon)} aria-hidden="true">
          {ICONS[kindKey(adapter.kind)]}
        </span>
        <div className={layout.grow}>
          <div className={layout.apart}>
            <h2 className={layout.heading}>{adapter.name}</h2>
            <span className={layout.row}>
              {adapter.chosenFor.map((family) => (
                <Badge key={family} appearance="tint" color="brand" icon={<CheckmarkCircleRegular />} size="large">
                  {t('window.interfaces.chosen-for', { family: t(`family.${family}`) })}
                </Badge>
              ))}
              <Badge appearance="outline" color={adapter.state === 'up' ? 'success' : 'subtle'} size="large">
                {t(`window.adapter-state.${stateKey(adapter.state)}`)}
              </Badge>
            </span>
          </div>
          <p className={mergeClasses(layout.text, layout.quiet, layout.breakable)}>
            {t(`window.adapter-kind.${kindKey(adapter.kind)}`)}
            {adapter.description !== '' &&
              adapter.description !== adapter.name &&
              `${t('window.separator')}${adapter.description}`}
          </p>
        </div>
      </div>
      <Reasons adapter={adapter} />
      <Facts adapter={adapter} />
      <AddressList adapter={adapter} />
    </article>
  )
}

function Reasons({ adapter }: { adapter: InterfaceView }) {
  const { t, reason } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  if (adapter.why.length === 0) return null
  const sentences = adapter.why.map(({ family, reason: why }) => ({ family, text: reason(why) }))
  const first = sentences[0]
  // Loopback and unplugged adapters have the same reason for both families. It is shown once.
  if (first !== undefined && sentences.length > 1 && sentences.every(({ text }) => text === first.text)) {
    return <p className={layout.text}>{first.text}</p>
  }
  return (
    <dl className={styles.reasons}>
      {sentences.map(({ family, text }) => (
        <Reason key={family} label={t(`family.${family}`)} text={text} />
      ))}
    </dl>
  )
}

function Reason({ label, text }: { label: string; text: string }) {
  const layout = useLayout()
  const styles = useStyles()
  return (
    <>
      <dt className={layout.quiet}>{label}</dt>
      <dd className={mergeClasses(styles.fact, layout.breakable)}>{text}</dd>
    </>
  )
}

function Facts({ adapter }: { adapter: InterfaceView }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const metrics = [
    adapter.ipv4Metric !== null && `${t('family.ipv4')} ${adapter.ipv4Metric}`,
    adapter.ipv6Metric !== null && `${t('family.ipv6')} ${adapter.ipv6Metric}`,
  ].filter((text) => text !== false)
  const gateways = adapter.gateways.map(({ address, physicalAddress, metric }) => {
    const parts = [
      address ?? t('window.interfaces.direct'),
      physicalAddress,
      t('window.interfaces.metric-of', { metric }),
    ]
    return parts.filter((part) => part !== null).join(t('window.separator'))
  })
  const facts: [string, readonly string[]][] = [
    [t('window.interfaces.gateway'), gateways],
    [t('window.interfaces.metric'), metrics.length === 0 ? [] : [metrics.join(t('window.separator'))]],
    [t('window.interfaces.physical'), adapter.physicalAddress === null ? [] : [adapter.physicalAddress]],
    [t('window.interfaces.mtu'), adapter.mtu === null ? [] : [String(adapter.mtu)]],
    [t('window.interfaces.suffix'), adapter.dnsSuffix === null ? [] : [adapter.dnsSuffix]],
  ]
  const known = facts.filter(([, values]) => values.length > 0)
  if (known.length === 0) return null
  return (
    <dl className={styles.facts}>
      {known.map(([label, values]) => (
        <div key={label} className={values === gateways ? styles.wide : undefined}>
          <dt className={layout.quiet}>{label}</dt>
          {values.map((value) => (
            <dd key={value} className={mergeClasses(styles.fact, layout.breakable)}>
              {value}
            </dd>
          ))}
        </div>
      ))}
    </dl>
  )
}
