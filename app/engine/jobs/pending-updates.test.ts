import { describe, expect, it } from 'vitest'
import type { FamilyState } from '../../model/store.ts'
import type { PendingUpdate } from './pending-update.ts'
import { createPendingUpdates } from './pending-updates.ts'

const want = (hostname: string, address: string, changes: Partial<PendingUpdate> = {}): PendingUpdate => ({
  account: 'home',
  hostname,
  family: 'ipv4',
  address,
  trigger: 'poll',
  roundId: 1,
  insists: false,
  ...changes,
})
const NAS = 'nas.example.org'
const CAM = 'cam.example.org'
const nothing = { state: () => null }
const names = ({ changes }: { readonly changes: readonly { readonly hostname: string }[] }) =>
  changes.map(({ hostname }) => hostname)

describe('the wishes of an account', () => {
  it('hold the newest for each name, and end with the one that was sent only when it is still that', () => {
    const wishes = createPendingUpdates(nothing)
    const old = want(NAS, '11.22.33.1')
    wishes.add(old)
    wishes.add(want(NAS, '11.22.33.2'))
    wishes.fulfil(old)
    wishes.drop(old)
    expect([...wishes.all()].map(({ address }) => address)).toEqual(['11.22.33.2'])
    wishes.fulfil(want(NAS, '11.22.33.2'))
    expect(wishes.size).toBe(0)
  })

  it('end for a name that is stopped, whatever is wished for it by now', () => {
    const wishes = createPendingUpdates(nothing)
    const sent = want(NAS, '11.22.33.1')
    wishes.add(sent)
    wishes.add(want(NAS, '11.22.33.2'))
    wishes.stop(sent)
    expect(wishes.size).toBe(0)
  })

  it('put what stopped their account last, until it has come through', () => {
    const wishes = createPendingUpdates(nothing)
    const bad = want(NAS, '11.22.33.1')
    wishes.add(bad)
    wishes.add(want(CAM, '11.22.33.1'))
    wishes.putLast(bad)
    expect(names(wishes.next(1, 'here'))).toEqual([CAM])
    wishes.fulfil(bad)
    wishes.add(bad)
    expect(names(wishes.next(2, 'here'))).toEqual([CAM, NAS])
  })

  it('keep the reason of one that insists', () => {
    const wishes = createPendingUpdates(nothing)
    wishes.add(want(NAS, '11.22.33.1', { insists: true, trigger: 'user' }))
    wishes.add(want(NAS, '11.22.33.1'))
    expect([...wishes.all()]).toMatchObject([{ trigger: 'user', insists: true }])
  })

  it.each([
    ['held for certain at the same place', { destination: 'here', unsettled: null }, []],
    ['in doubt', { destination: 'here', unsettled: { attempt: 1, address: '11.22.33.2' } }, [NAS]],
    ['held at another place', { destination: 'there', unsettled: null }, [NAS]],
  ])('that are %s go out accordingly', (_, state, sent) => {
    const wishes = createPendingUpdates({ state: () => ({ confirmed: '11.22.33.1', ...state }) as FamilyState })
    wishes.add(want(NAS, '11.22.33.1'))
    expect(names(wishes.next(20, 'here'))).toEqual(sent)
  })

  it('are in doubt at their place until they were asked about, and again after they were sent', () => {
    const wishes = createPendingUpdates({
      state: () =>
        ({ confirmed: null, destination: 'here', unsettled: { attempt: 1, address: '11.22.33.1' } }) as FamilyState,
    })
    const one = want(NAS, '11.22.33.1')
    wishes.add(one)
    const batch = wishes.next(20, 'here')
    expect(wishes.inDoubt(batch, 'there')).toEqual([])
    expect(wishes.inDoubt(batch, 'here')).toEqual([one])
    wishes.clear(one)
    expect(wishes.inDoubt(batch, 'here')).toEqual([])
    wishes.sent(batch.wants)
    expect(wishes.inDoubt(batch, 'here')).toEqual([one])
  })
})
