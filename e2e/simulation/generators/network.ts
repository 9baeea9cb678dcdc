// What the network does: addresses come, change and go, told by the system or not.
import fc from 'fast-check'
import { FAMILIES, type Family } from '../../../app/model/address.ts'
import { lookAgain, makeNoise, move, tellOfNetwork } from '../actions/network.ts'
import { command, nothing, pick, shortTime, time, type Weighted } from './command.ts'

const ADDRESSES = {
  ipv4: ['11.22.33.1', '11.22.33.2', '11.22.33.3'],
  ipv6: ['2a0e:1111::1', '2a0e:1111::2'],
} as const satisfies Record<Family, readonly string[]>
const family = fc.constantFrom<Family>('ipv4', 'ipv4', 'ipv6')

export const networkCommands: readonly Weighted[] = [
  command('move', {
    weight: 12,
    of: fc.record({ family, to: fc.nat({ max: 2 }), isTold: fc.boolean(), restMs: shortTime }),
    isFit: (life, { family: of, to }) => life.sky.now[of] !== pick(ADDRESSES[of], to),
    run: async (life, { family: of, to, isTold, restMs }) => {
      move(life, of, pick(ADDRESSES[of], to), isTold)
      await life.pass(restMs)
    },
  }),
  command('flap', {
    weight: 1,
    of: fc.record({ times: fc.integer({ min: 3, max: 9 }), everyMs: fc.constantFrom(100, 400, 900) }),
    run: async (life, { times, everyMs }) => {
      for (let turn = 0; turn < times; turn += 1) {
        move(life, 'ipv4', pick(ADDRESSES.ipv4, turn), true)
        await life.pass(everyMs)
      }
    },
  }),
  command('lose', {
    weight: 2,
    of: fc.record({ family, isTold: fc.boolean(), restMs: shortTime }),
    run: async (life, { family: of, isTold, restMs }) => {
      move(life, of, null, isTold)
      await life.pass(restMs)
    },
  }),
  command('link', {
    weight: 2,
    of: fc.record({ isUp: fc.boolean(), restMs: time }),
    run: async (life, { isUp, restMs }) => {
      life.sky.isUp = isUp
      tellOfNetwork(life, FAMILIES)
      await life.pass(restMs)
    },
  }),
  command('noise', { weight: 1, of: nothing, run: makeNoise }),
  command('resume', { weight: 1, of: nothing, run: (life) => lookAgain(life, 'resume') }),
  command('poll', {
    weight: 2,
    of: shortTime,
    run: async (life, restMs) => {
      life.run.engine.request('poll')
      await life.pass(restMs)
    },
  }),
]
