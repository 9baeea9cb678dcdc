import { expect, it } from 'vitest'
import { type Reason, reason } from '../contract/reason.ts'
import { type RecordSettings, recordSettingsSchema } from '../contract/settings.ts'
import type { FamilyRow } from '../contract/snapshot.ts'
import { toRecordStatus } from './record-status.ts'

const OURS = '11.22.33.1'
const row: FamilyRow = {
  ...{ account: 'home', hostname: 'nas.example.org', family: 'ipv4', desired: OURS, confirmed: OURS },
  ...{
    confirmedAt: null,
    accepted: null,
    acceptedAt: null,
    state: 'confirmed',
    kind: null,
    message: null,
    heldUntil: null,
    hold: null,
    nextLook: null,
    breaker: 'closed',
  },
}

function stateWith(onDrift: RecordSettings['onDrift'], ...drifts: readonly (Reason | null)[]) {
  const [ipv4 = null, ipv6 = null] = drifts.map((drift) => {
    const found = { address: null, at: new Date(0).toISOString(), state: 'differs', source: 'dns' } as const
    return { ...found, drift, selfCorrecting: drift === plain }
  })
  return toRecordStatus({
    record: recordSettingsSchema.parse({ account: 'home', hostname: 'nas.example.org', onDrift }),
    ...{ rows: [row], holds: [null], previous: { ipv4: null, ipv6: null }, verified: { ipv4, ipv6 } },
    ...{ updating: false, learnt: [], online: true },
  }).state
}

const plain = reason('update-drift-gone', { address: OURS })
const stays = reason('drift-stays-gone', { address: OURS, count: 3 })
const doubtful = reason('drift-doubtful-gone', { address: OURS })

it('drift needs the user unless it is corrected automatically', () => {
  expect(stateWith('show', plain)).toBe('attention')
  expect(stateWith('correct', plain)).toBe('waiting')
  expect(stateWith('correct', null)).toBe('ok')
})

it('drift needs the user when sending again did not help, or is not allowed', () => {
  expect(stateWith('correct', stays)).toBe('attention')
  expect(stateWith('correct', doubtful)).toBe('attention')
  expect(stateWith('correct', plain, stays)).toBe('attention')
})
