import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Store } from '../model/store.ts'
import { beginAttempts, createStoreFile, newAttempt, quietRound, type StoreFile } from '../testing/store-file.ts'
import { explainedHistory } from './explain.ts'

let file: StoreFile
let store: Store
beforeEach(() => {
  file = createStoreFile()
  store = file.open()
})
afterEach(() => file.close())

const { account, hostname } = newAttempt('11.22.33.1')

it('has the newest attempt of each family, with the round that made it, and the newest round', () => {
  const old = store.addRound(quietRound())
  const round = store.addRound(quietRound())
  beginAttempts(store, [newAttempt('11.22.33.1', { roundId: old }), newAttempt('11.22.33.2', { roundId: round })])
  beginAttempts(store, [newAttempt('2a0e:1111::1', { family: 'ipv6', roundId: 4_711 })])
  const last = store.addRound(quietRound())
  expect(explainedHistory(store, { account, hostname })).toMatchObject({
    sent: [
      { attempt: { family: 'ipv4', to: '11.22.33.2' }, round: { id: round } },
      { attempt: { family: 'ipv6', to: '2a0e:1111::1' }, round: null },
    ],
    last: { id: last },
  })
})

it('leaves out what another account sent for the same hostname', () => {
  beginAttempts(store, [newAttempt('11.22.33.1', { account: 'other' })])
  expect(explainedHistory(store, { account, hostname })).toEqual({ sent: [], last: null })
})

it('knows the first try for a family, whatever another account or family sent', () => {
  const isFirst = () => explainedHistory(store, { account, hostname }).sent.map((each) => each.isFirst)
  beginAttempts(store, [newAttempt('11.22.33.1', { account: 'other' }), newAttempt('11.22.33.1')])
  beginAttempts(store, [newAttempt('2a0e:1111::1', { family: 'ipv6' })])
  expect(isFirst()).toEqual([true, true])
  beginAttempts(store, [newAttempt('11.22.33.1')])
  expect(isFirst()).toEqual([false, true])
})
