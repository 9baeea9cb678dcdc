// The parts of the samples: accounts, rows, records and holds in the form in which the engine reports them.
import { failureSentence } from '../../app/contract/explain/failure.ts'
import type { Failure } from '../../app/contract/failure.ts'
import { providerCode } from '../../app/contract/failure-codes.ts'
import type { Locale } from '../../app/contract/locale.ts'
import type { AccountStatus, FamilyRow, HoldView, RecordStatus, Verified } from '../../app/contract/snapshot.ts'

export const fromNow = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString()

export const account = (id: string, provider: string, over: Partial<AccountStatus> = {}): AccountStatus => ({
  id,
  provider,
  endpoint: null,
  ca: null,
  allowPlainHttp: false,
  fields: {},
  secrets: { token: 'present' },
  failure: null,
  heldUntil: null,
  breaker: 'closed',
  ...over,
})

export function row(
  account: string,
  hostname: string,
  family: FamilyRow['family'],
  over: Partial<FamilyRow> = {},
): FamilyRow {
  const address = family === 'ipv4' ? '11.22.33.147' : '2a0e:1111:20:7:3e7c:3fff:fe1a:9024'
  const confirmedAt = fromNow(-8_100)
  const base = { account, hostname, family, desired: address, confirmed: address, confirmedAt, nextLook: fromNow(160) }
  return {
    ...base,
    accepted: null,
    acceptedAt: null,
    state: 'unchanged',
    kind: null,
    message: null,
    heldUntil: null,
    hold: null,
    breaker: 'closed',
    ...over,
  }
}

export const off: Partial<FamilyRow> = { desired: null, confirmed: null, confirmedAt: null, state: 'unmanaged' }

/** An address that is confirmed and unchanged was also verified in DNS. */
function verifiedRow(row: FamilyRow | undefined): Verified | null {
  if (row === undefined || row.confirmed === null || row.state !== 'unchanged') return null
  return { address: row.confirmed, at: fromNow(-60), state: 'holds', source: 'dns', drift: null, selfCorrecting: false }
}

export const record = (
  families: FamilyRow[],
  state: RecordStatus['state'] = 'ok',
  policies: RecordStatus['policies'] = { ipv4: 'auto', ipv6: 'auto' },
): RecordStatus => ({
  account: families[0]?.account ?? '',
  hostname: families[0]?.hostname ?? '',
  policies,
  state,
  families,
  previous: { ipv4: '11.22.33.12', ipv6: null },
  verified: {
    ipv4: verifiedRow(families.find(({ family }) => family === 'ipv4')),
    ipv6: verifiedRow(families.find(({ family }) => family === 'ipv6')),
  },
  onDrift: 'show',
  learnt: [],
})

/** What a row says about its hold. */
export const held = (hold: HoldView): Partial<FamilyRow> => ({
  state: hold.class === 'parked' ? 'failed' : 'held',
  kind: hold.kind,
  message: hold.message,
  heldUntil: hold.until,
  hold,
})

export const failure = (
  kind: Failure['kind'],
  code: string,
  detail: string | null = null,
  seconds?: number,
): Failure => ({
  kind,
  code: providerCode(code),
  detail,
  retryAt: seconds === undefined ? null : Date.now() + seconds * 1_000,
})

export const hold = (
  locale: Locale,
  why: Failure,
  over: Pick<HoldView, 'account' | 'hostname' | 'class'> & Partial<HoldView>,
): HoldView => ({
  family: null,
  kind: why.kind,
  code: why.code,
  message: failureSentence(locale, why),
  detail: why.detail,
  since: fromNow(-5_400),
  until: why.retryAt === null ? null : new Date(why.retryAt).toISOString(),
  attempts: 1,
  ...over,
})
