// What the network does: addresses appear, change and vanish, announced by the system or not.
import fc from 'fast-check'
import { ANSWERS } from '../../../app/contract/guards.ts'
import { FAMILIES, type Family } from '../../../app/model/address.ts'
import {
  announceChange,
  announceNothing,
  answerAboutNetwork,
  changeAddress,
  moveTo,
  resumeMachine,
  sleepMachine,
} from '../actions/network.ts'
import { PLACES } from '../world/network.ts'
import { SECOND } from '../world/virtual-time.ts'
import { action, noInput, pick, shortTime, time, type WeightedAction } from './action.ts'

const ADDRESSES = {
  ipv4: ['11.22.33.1', '11.22.33.2', '11.22.33.3'],
  ipv6: ['2a0e:1111::1', '2a0e:1111::2'],
} as const satisfies Record<Family, readonly string[]>
const family = fc.constantFrom<Family>('ipv4', 'ipv4', 'ipv6')

export const networkActions: readonly WeightedAction[] = [
  action('address changes', {
    weight: 12,
    input: fc.record({ family, to: fc.nat({ max: 2 }), isAnnounced: fc.boolean(), restMs: shortTime }),
    isPossible: ({ network }, { family: of, to }) => network.addresses[of] !== pick(ADDRESSES[of], to),
    run: async (simulation, { family: of, to, isAnnounced, restMs }) => {
      changeAddress(simulation, of, pick(ADDRESSES[of], to), isAnnounced)
      await simulation.advance(restMs)
    },
  }),
  action('address flaps', {
    weight: 1,
    input: fc.record({ times: fc.integer({ min: 3, max: 9 }), everyMs: fc.constantFrom(100, 400, 900) }),
    run: async (simulation, { times, everyMs }) => {
      for (let turn = 0; turn < times; turn += 1) {
        changeAddress(simulation, 'ipv4', pick(ADDRESSES.ipv4, turn), true)
        await simulation.advance(everyMs)
      }
    },
  }),
  action('address vanishes', {
    weight: 2,
    input: fc.record({ family, isAnnounced: fc.boolean(), restMs: shortTime }),
    run: async (simulation, { family: of, isAnnounced, restMs }) => {
      changeAddress(simulation, of, null, isAnnounced)
      await simulation.advance(restMs)
    },
  }),
  action('link goes up or down', {
    weight: 2,
    input: fc.record({ isUp: fc.boolean(), restMs: time }),
    run: async (simulation, { isUp, restMs }) => {
      simulation.network.isUp = isUp
      announceChange(simulation, FAMILIES)
      await simulation.advance(restMs)
    },
  }),
  action('move to another network', {
    weight: 5,
    input: fc.record({ place: fc.constantFrom(...PLACES), restMs: shortTime }),
    isPossible: ({ network }, { place }) => network.place !== place,
    run: async (simulation, { place, restMs }) => {
      moveTo(simulation, place)
      await simulation.advance(restMs)
    },
  }),
  action('answer about the network', {
    weight: 20,
    input: fc.record({ answer: fc.constantFrom(...ANSWERS), restMs: shortTime }),
    isPossible: ({ app }) => app.guards.current.questions.length > 0,
    run: async (simulation, { answer, restMs }) => {
      await answerAboutNetwork(simulation, answer)
      await simulation.advance(restMs)
    },
  }),
  action('announcement of nothing', { weight: 1, input: noInput, run: announceNothing }),
  action('machine resumes', { weight: 1, input: noInput, run: resumeMachine }),
  action('machine sleeps', {
    weight: 2,
    // Timers go on in this world: after a minute of them the engine would not believe in a sleep.
    input: fc.record({ ms: fc.constantFrom(500, 5 * SECOND, 50 * SECOND), restMs: shortTime }),
    run: async (simulation, { ms, restMs }) => {
      await sleepMachine(simulation, ms)
      await simulation.advance(restMs)
    },
  }),
  action('poll', {
    weight: 2,
    input: shortTime,
    run: async (simulation, restMs) => {
      simulation.app.engine.request('poll')
      await simulation.advance(restMs)
    },
  }),
]
