import { expect, it } from 'vitest'
import { createNextRound } from './next-round.ts'

const DRIFT = new Map([['home/nas.example.org/ipv4', ['11.22.33.9']]])
const NOTHING = { forced: new Set(), retryParked: false, drifted: new Map() }

it('the next round gets everything that was asked for since the last, once', () => {
  const next = createNextRound()
  next.add({ force: ['NAS.example.org'] })
  next.add({ force: ['cam.example.org'], retryParked: true })
  next.add({ forceRecords: [{ account: 'home', hostname: 'Web.example.org' }] })
  next.add({})
  next.addDrifted(DRIFT)
  expect(next.take()).toEqual({
    forced: new Set(['nas.example.org', 'cam.example.org', 'home/web.example.org']),
    retryParked: true,
    drifted: DRIFT,
  })
  expect(next.take()).toEqual(NOTHING)
})

it('a missed round leaves its triggers for later and drops the drift, but not what the user forced', () => {
  const next = createNextRound()
  next.add({ force: ['nas.example.org'] })
  next.addDrifted(DRIFT)
  next.miss(new Set(['drift', 'poll']))
  next.miss(new Set(['poll', 'user']))
  expect(next.takeMissedTriggers()).toEqual(['drift', 'poll', 'user'])
  expect(next.takeMissedTriggers()).toEqual([])
  expect(next.take()).toEqual({ ...NOTHING, forced: new Set(['nas.example.org']) })
})
