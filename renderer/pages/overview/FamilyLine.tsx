// One family of a domain in one line: the confirmed address, since when, its verification, and the desired address.
import { Button, makeStyles, mergeClasses, Tooltip, tokens } from '@fluentui/react-components'
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark'
import { CopyRegular } from '@fluentui/react-icons/svg/copy'
import { useState } from 'react'
import { type FamilyRow, publishedIn, type Verified } from '../../../app/contract/snapshot.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { RelativeTime } from '../../i18n/RelativeTime.tsx'
import { NARROW, useLayout } from '../../theme/layout.ts'

const useStyles = makeStyles({
  line: {
    display: 'grid',
    gridTemplateColumns: '44px minmax(0, 1fr) auto',
    alignItems: 'baseline',
    gap: '0 12px',
    [NARROW]: { gridTemplateColumns: '36px minmax(0, 1fr)' },
  },
  family: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  address: { fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400 },
  when: { textAlign: 'end', [NARROW]: { gridColumn: '2', textAlign: 'start' } },
  confirmed: { marginInlineEnd: '8px' },
  // It moves to the next line as a whole.
  desired: {
    display: 'inline-block',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase300,
  },
})

interface Props {
  readonly row: FamilyRow
  /** The verification of the published address; null until there is one. */
  readonly verified: Verified | null
}

export function FamilyLine({ row, verified }: Props) {
  const { t, formats } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const published = publishedIn(row)
  const desired = row.desired !== published ? row.desired : null

  return (
    <div className={styles.line}>
      <span className={styles.family}>{t(`family.${row.family}`)}</span>
      <span>
        {published !== null && (
          <span className={styles.confirmed}>
            <span className={mergeClasses(layout.machine, styles.address)}>{published}</span>
            <CopyButton text={published} />
          </span>
        )}
        {desired !== null && (
          <span className={mergeClasses(layout.breakable, styles.desired)}>
            {t('window.overview.should-be', { address: desired })}
          </span>
        )}
        {published === null && desired === null && (
          <span className={layout.quiet}>{t('window.overview.no-address')}</span>
        )}
      </span>
      <span className={mergeClasses(layout.quiet, styles.when)}>
        {row.accepted === null ? <Confirmed at={row.confirmedAt} /> : <Accepted row={row} />}
        {verified !== null && published !== null && (
          <>
            {t('window.separator')}
            <Tooltip content={formats.exact(verified.at)} relationship="description">
              <span>{t(verifiedKey(verified), { address: verified.address ?? '' })}</span>
            </Tooltip>
          </>
        )}
      </span>
    </div>
  )
}

function Confirmed({ at }: { at: string | null }) {
  const { t } = useLanguage()
  if (at === null) return t('window.overview.never-confirmed')
  return <RelativeTime at={at} render={(ago) => t('window.overview.confirmed-ago', { ago })} />
}

/** The sentence says what the address waits for. */
function Accepted({ row }: { row: FamilyRow }) {
  const { t } = useLanguage()
  const line = (
    <span>
      <RelativeTime at={row.acceptedAt ?? ''} render={(ago) => t('window.overview.accepted-ago', { ago })} />
    </span>
  )
  if (row.state !== 'accepted' || row.message === null) return line
  return (
    <Tooltip content={row.message} relationship="description">
      {line}
    </Tooltip>
  )
}

function verifiedKey({ state, source, address }: Verified) {
  if (state === 'holds' && source === 'provider') return 'window.verified.provider'
  return state === 'differs' && address === null ? 'window.verified.nothing' : (`window.verified.${state}` as const)
}

function CopyButton({ text }: { text: string }) {
  const { t } = useLanguage()
  const [copied, setCopied] = useState(false)
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      (error: unknown) => console.error('the clipboard refused the address', error),
    )
  }
  return (
    <Tooltip
      content={copied ? t('window.overview.copied') : t('window.overview.copy', { address: text })}
      relationship="label"
      onVisibleChange={(_event, { visible }) => {
        if (!visible) setCopied(false)
      }}
    >
      <Button
        appearance="transparent"
        size="small"
        icon={copied ? <CheckmarkRegular /> : <CopyRegular />}
        onClick={copy}
      />
    </Tooltip>
  )
}
