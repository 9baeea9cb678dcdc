// What the providers' servers and the zone's do: answer in every way, change their mind, and be written by others.
import fc from 'fast-check'
import { drift } from '../actions/machine.ts'
import { move } from '../actions/network.ts'
import { force } from '../actions/updates.ts'
import { ZONES } from '../simulation-state.ts'
import { type Saying, WORDS } from '../world/replies.ts'
import { SECOND } from '../world/virtual-time.ts'
import { anyName, command, index, pick, sickAccount, type Weighted } from './command.ts'

const says = fc.constantFrom<Saying>('fine', ...(Object.keys(WORDS) as (keyof typeof WORDS)[]))
const mood = fc.record({
  says,
  saysOfOthers: says,
  made: fc.constantFrom('before' as const, 'never' as const, 'late' as const),
  latencyMs: fc.constantFrom(500, 0, 5 * SECOND, 20 * SECOND, 30 * SECOND),
  quirk: fc.oneof(
    { weight: 14, arbitrary: fc.constant('none' as const) },
    { weight: 1, arbitrary: fc.constantFrom('hangs' as const, 'throws' as const) },
  ),
  left: fc.constantFrom(1, 2, 4, 20),
})

export const serverCommands: readonly Weighted[] = [
  command('mood', {
    weight: 14,
    of: fc.record({ of: index, mood }),
    run: (life, { of, mood: its }) => {
      life.moods.set(sickAccount(life, of).id, its)
    },
  }),
  command('mood that is met at once', {
    weight: 10,
    of: fc.record({
      of: index,
      mood,
      isForced: fc.boolean(),
      pollsAfter: fc.constantFrom(null, 700),
      restMs: fc.constantFrom(600, SECOND, 40 * SECOND),
    }),
    run: async (life, { of, mood: its, isForced, pollsAfter, restMs }) => {
      const { id, hostnames } = sickAccount(life, of)
      life.moods.set(id, its)
      if (isForced) await force(life, id, pick(hostnames, of))
      else move(life, 'ipv4', life.sky.now.ipv4 === '11.22.33.1' ? '11.22.33.2' : '11.22.33.1', true)
      if (pollsAfter !== null) {
        await life.pass(pollsAfter)
        life.run.engine.request('poll')
      }
      await life.pass(restMs)
    },
  }),
  command('all sick', {
    weight: 2,
    of: mood,
    run: (life, its) => {
      for (const { id } of life.climate.sick) life.moods.set(id, { ...its, left: 20 })
    },
  }),
  command('well', {
    weight: 3,
    of: index,
    run: (life, of) => {
      life.moods.delete(sickAccount(life, of).id)
    },
  }),
  command('zone', {
    weight: 3,
    of: fc.constantFrom(...ZONES),
    run: (life, zone) => {
      life.zone = zone
    },
  }),
  command('drift', {
    weight: 2,
    of: index,
    run: (life, of) => {
      const { account, hostname } = anyName(life, of)
      drift(life, account, hostname)
    },
  }),
]
