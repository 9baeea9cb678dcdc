import { describe, expect, it } from 'vitest'
import type { FamilyState } from '../../model/store.ts'
import { plainForm } from '../../model/update-form.ts'
import { plainRules } from './batch.ts'
import type { PendingUpdate } from './pending-update.ts'
import { createPendingUpdates } from './pending-updates.ts'

const update = (hostname: string, address: string, changes: Partial<PendingUpdate> = {}): PendingUpdate => ({
  account: 'home',
  hostname,
  family: 'ipv4',
  address,
  trigger: 'poll',
  roundId: 1,
  force: false,
  ...changes,
})
const NAS = 'nas.example.org'
const CAM = 'cam.example.org'
const nothingKnown = { state: () => null }
const inDoubt = {
  state: () =>
    ({ confirmed: null, destination: 'here', unsettled: { attempt: 1, address: '11.22.33.1' } }) as FamilyState,
}
const names = ({ changes }: { readonly changes: readonly { readonly hostname: string }[] }) =>
  changes.map(({ hostname }) => hostname)

const upTo = (hosts: number) => plainRules(plainForm(hosts))

describe('the pending updates of an account', () => {
  it('hold the newest for each name, and end with the one that was sent only when it is still that', () => {
    const pending = createPendingUpdates(nothingKnown)
    const old = update(NAS, '11.22.33.1')
    pending.add(old)
    pending.add(update(NAS, '11.22.33.2'))
    pending.confirm(old)
    pending.remove(old)
    expect([...pending.all()].map(({ address }) => address)).toEqual(['11.22.33.2'])
    pending.confirm(update(NAS, '11.22.33.2'))
    expect(pending.size).toBe(0)
  })

  it('end for a name on hold, whatever is pending for it by now', () => {
    const pending = createPendingUpdates(nothingKnown)
    const sent = update(NAS, '11.22.33.1')
    pending.add(sent)
    pending.add(update(NAS, '11.22.33.2'))
    pending.removeAllFor(sent)
    expect(pending.size).toBe(0)
  })

  it('send what stopped their account last, until it has come through', () => {
    const pending = createPendingUpdates(nothingKnown)
    const bad = update(NAS, '11.22.33.1')
    pending.add(bad)
    pending.add(update(CAM, '11.22.33.1'))
    pending.deprioritise(bad)
    expect(names(pending.next(upTo(1), 'here'))).toEqual([CAM])
    pending.confirm(bad)
    pending.add(bad)
    expect(names(pending.next(upTo(2), 'here'))).toEqual([CAM, NAS])
  })

  it('keep the reason of one that is forced', () => {
    const pending = createPendingUpdates(nothingKnown)
    pending.add(update(NAS, '11.22.33.1', { force: true, trigger: 'user' }))
    pending.add(update(NAS, '11.22.33.1'))
    expect([...pending.all()]).toMatchObject([{ trigger: 'user', force: true }])
  })

  it('stay when they are forced and one ends that is not', () => {
    const pending = createPendingUpdates(nothingKnown)
    const plain = update(NAS, '11.22.33.1')
    const forced = update(NAS, '11.22.33.1', { force: true, trigger: 'user' })
    pending.add(plain)
    pending.add(forced)
    pending.remove(plain)
    expect([...pending.all()]).toEqual([forced])
    pending.remove(forced)
    expect(pending.size).toBe(0)
  })

  it.each([
    ['held for certain at the same destination', { destination: 'here', unsettled: null }, []],
    ['in doubt', { destination: 'here', unsettled: { attempt: 1, address: '11.22.33.2' } }, [NAS]],
    ['held at another destination', { destination: 'there', unsettled: null }, [NAS]],
  ])('that are %s go out accordingly', (_, state, sent) => {
    const pending = createPendingUpdates({ state: () => ({ confirmed: '11.22.33.1', ...state }) as FamilyState })
    pending.add(update(NAS, '11.22.33.1'))
    expect(names(pending.next(upTo(20), 'here'))).toEqual(sent)
  })

  it('need a check at their destination until they were checked, and again after they were sent', () => {
    const pending = createPendingUpdates(inDoubt)
    const one = update(NAS, '11.22.33.1')
    pending.add(one)
    const batch = pending.next(upTo(20), 'here')
    expect(pending.needingCheck(batch, 'there')).toEqual([])
    expect(pending.needingCheck(batch, 'here')).toEqual([one])
    pending.markChecked(one)
    expect(pending.needingCheck(batch, 'here')).toEqual([])
    pending.markSent(batch.updates)
    expect(pending.needingCheck(batch, 'here')).toEqual([one])
  })

  it('stay checked when a round hands over the same address once more', () => {
    const pending = createPendingUpdates(inDoubt)
    const before = update(NAS, '11.22.33.1')
    pending.add(before)
    const again = update(NAS, '11.22.33.1', { roundId: 2 })
    pending.add(again)
    pending.markChecked(before)
    expect(pending.needingCheck(pending.next(upTo(20), 'here'), 'here')).toEqual([])
    pending.add(update(NAS, '11.22.33.1', { roundId: 3 }))
    expect(pending.needingCheck(pending.next(upTo(20), 'here'), 'here')).toEqual([])
    pending.remove(before)
    expect(pending.size).toBe(0)
  })

  it.each<[string, (pending: ReturnType<typeof createPendingUpdates>, one: PendingUpdate) => void]>([
    ['another address was pending in between', (pending) => pending.add(update(NAS, '11.22.33.2'))],
    ['it was cancelled in between', (pending) => pending.removeIf(() => true)],
    ['it was confirmed in between', (pending, one) => pending.confirm(one)],
    ['a hold stopped it in between', (pending, one) => pending.removeAllFor(one)],
    ['all were removed in between', (pending) => void pending.drain()],
    [
      'it was cancelled while it was checked',
      (pending, one) => {
        pending.removeIf(() => true)
        pending.markChecked(one)
      },
    ],
  ])('need a new check when %s', (_, interrupt) => {
    const pending = createPendingUpdates(inDoubt)
    const one = update(NAS, '11.22.33.1')
    pending.add(one)
    pending.markChecked(one)
    interrupt(pending, one)
    pending.add(one)
    expect(pending.needingCheck(pending.next(upTo(20), 'here'), 'here')).toEqual([one])
  })
})
