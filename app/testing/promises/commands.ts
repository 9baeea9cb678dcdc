// The commands of the state machine: each is one deed with its circumstances, drawn at random, and says whether it makes
// sense in the life as it is.
import fc from 'fast-check'
import type { Family } from '../../model/address.ts'
import { FAMILIES } from '../../model/address.ts'
import { accountsOf } from './climate.ts'
import * as deeds from './deeds.ts'
import { inspect, isExplained } from './inspection.ts'
import type { Life } from './life.ts'
import { ZONES } from './life-state.ts'
import { DAY, HOUR, MINUTE, passed, SECOND } from './virtual-time.ts'
import { type Saying, WORDS } from './words.ts'

type Command = fc.AsyncCommand<Life, Life>

/** @param isFit whether there is anything to be done; without it, always */
function command<T>(
  name: string,
  circumstances: fc.Arbitrary<T>,
  run: (life: Life, of: T) => Promise<void> | void,
  isFit: (life: Life, of: T) => boolean = () => true,
): fc.Arbitrary<Command> {
  return circumstances.map((of) => ({
    check: (life) => isFit(life, of),
    run: async (life) => {
      life.tally.count(`did: ${name}`)
      await run(life, of)
      if (!life.run.isAlive) await life.restart({ offMs: SECOND, stepMs: 0, isMachine: false })
      await inspect(life)
    },
    toString: () => `${name} ${JSON.stringify(of)}`,
  }))
}

const index = fc.nat({ max: 11 })
const at = <T>(all: readonly T[], which: number): T => {
  const found = all[which % all.length]
  if (found === undefined) throw new Error('there is none')
  return found
}
const sick = (life: Life, which: number) => at(life.climate.sick, which)
/** Any name that a life knows, whether it is in the settings now or not. */
const anyName = (life: Life, which: number) =>
  at(
    accountsOf(life.climate).flatMap(({ id, hostnames }) => hostnames.map((hostname) => ({ account: id, hostname }))),
    which,
  )
const hasRecord = (life: Life, which: number): boolean => {
  const { account, hostname } = anyName(life, which)
  return life.settings.records.some((each) => each.account === account && each.hostname === hostname)
}
const onOrOff = fc.constantFrom<readonly Family[]>(['ipv4'], ['ipv6'], FAMILIES)

const address = { ipv4: ['11.22.33.1', '11.22.33.2', '11.22.33.3'], ipv6: ['2a0e:1111::1', '2a0e:1111::2'] } as const
const family = fc.constantFrom<Family>('ipv4', 'ipv4', 'ipv6')
const shortTime = fc.constantFrom(600, 0, 100, 1_500, 5 * SECOND, 21 * SECOND)
const time = fc.constantFrom(MINUTE, 5 * SECOND, 30 * SECOND, 3 * MINUTE, 12 * MINUTE, 40 * MINUTE, 3 * HOUR)
const step = fc.constantFrom(10 * MINUTE, -10 * MINUTE, MINUTE, -MINUTE, HOUR, -HOUR, DAY, -DAY)
const says = fc.constantFrom<Saying>('fine', ...(Object.keys(WORDS) as (keyof typeof WORDS)[]))

const network: readonly fc.MaybeWeightedArbitrary<Command>[] = [
  {
    weight: 12,
    arbitrary: command(
      'move',
      fc.record({ family, to: fc.nat({ max: 2 }), isTold: fc.boolean(), restMs: shortTime }),
      async (life, { family: of, to, isTold, restMs }) => {
        deeds.move(life, of, at(address[of], to), isTold)
        await life.pass(restMs)
      },
      (life, { family: of, to }) => life.sky.now[of] !== at(address[of], to),
    ),
  },
  {
    weight: 1,
    arbitrary: command(
      'flap',
      fc.record({ times: fc.integer({ min: 3, max: 9 }), everyMs: fc.constantFrom(100, 400, 900) }),
      async (life, { times, everyMs }) => {
        for (let turn = 0; turn < times; turn += 1) {
          deeds.move(life, 'ipv4', at(address.ipv4, turn), true)
          await life.pass(everyMs)
        }
      },
    ),
  },
  {
    weight: 2,
    arbitrary: command(
      'lose',
      fc.record({ family, isTold: fc.boolean(), restMs: shortTime }),
      async (life, { family: of, isTold, restMs }) => {
        deeds.move(life, of, null, isTold)
        await life.pass(restMs)
      },
    ),
  },
  {
    weight: 2,
    arbitrary: command('link', fc.record({ isUp: fc.boolean(), restMs: time }), async (life, { isUp, restMs }) => {
      life.sky.isUp = isUp
      deeds.tellOfNetwork(life, FAMILIES)
      await life.pass(restMs)
    }),
  },
  { weight: 1, arbitrary: command('noise', fc.constant(null), (life) => deeds.makeNoise(life)) },
  {
    weight: 1,
    arbitrary: command('resume', fc.constant(null), (life) => deeds.lookAgain(life, 'resume')),
  },
  {
    weight: 2,
    arbitrary: command('poll', shortTime, async (life, restMs) => {
      life.run.engine.request('poll')
      await life.pass(restMs)
    }),
  },
]

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

const servers: readonly fc.MaybeWeightedArbitrary<Command>[] = [
  {
    weight: 14,
    arbitrary: command('mood', fc.record({ of: index, mood }), (life, { of, mood: its }) => {
      life.moods.set(sick(life, of).id, its)
    }),
  },
  {
    weight: 2,
    arbitrary: command('all sick', mood, (life, its) => {
      for (const { id } of life.climate.sick) life.moods.set(id, { ...its, left: 20 })
    }),
  },
  {
    weight: 3,
    arbitrary: command('well', index, (life, of) => {
      life.moods.delete(sick(life, of).id)
    }),
  },
  {
    weight: 3,
    arbitrary: command('zone', fc.constantFrom(...ZONES), (life, zone) => {
      life.zone = zone
    }),
  },
  {
    weight: 2,
    arbitrary: command('drift', index, (life, of) => {
      const { account, hostname } = anyName(life, of)
      deeds.drift(life, account, hostname)
    }),
  },
]

const waits: readonly fc.MaybeWeightedArbitrary<Command>[] = [
  { weight: 8, arbitrary: command('pass', shortTime, (life, ms) => life.pass(ms)) },
  { weight: 6, arbitrary: command('wait', time, (life, ms) => life.pass(ms)) },
  {
    weight: 1,
    arbitrary: command('wait for half a day', fc.constantFrom(8 * HOUR, 26 * HOUR), (life, ms) => life.pass(ms)),
  },
  {
    weight: 4,
    arbitrary: command(
      'come a little too early',
      fc.boolean(),
      async (life, isAsking) => {
        const ends = endsOfWaits(life)
        await life.pass(Math.max(0, Math.min(...ends) - passed() - 10 * SECOND))
        if (isAsking) await deeds.updateNow(life)
        await life.pass(SECOND)
      },
      (life) => endsOfWaits(life).length > 0,
    ),
  },
  {
    weight: 3,
    arbitrary: command(
      'wait until a hold ends',
      fc.constant(null),
      (life) => {
        const ends = life.run.engine.ledger.holds().flatMap(({ until }) => (until === null ? [] : [until]))
        return life.pass(Math.max(0, Math.min(...ends) - Date.now()) + SECOND)
      },
      (life) => life.run.engine.ledger.holds().some(({ until }) => until !== null && until - Date.now() < DAY),
    ),
  },
]
const endsOfWaits = ({ book }: Life): readonly number[] =>
  book.accounts.map(({ notBefore }) => notBefore).filter((end) => end > passed() + 11 * SECOND)

const user: readonly fc.MaybeWeightedArbitrary<Command>[] = [
  {
    weight: 3,
    arbitrary: command('update now', shortTime, async (life, restMs) => {
      await deeds.updateNow(life)
      await life.pass(restMs)
    }),
  },
  {
    weight: 3,
    arbitrary: command(
      'force',
      fc.record({ of: index, pollsAfter: fc.constantFrom(null, 200, 900), restMs: shortTime }),
      async (life, { of, pollsAfter, restMs }) => {
        const { account, hostname } = anyName(life, of)
        await deeds.force(life, account, hostname)
        if (pollsAfter !== null) {
          await life.pass(pollsAfter)
          life.run.engine.request('poll')
        }
        await life.pass(restMs)
      },
    ),
  },
  {
    weight: 2,
    arbitrary: command(
      'try again',
      fc.record({ of: index, isAccount: fc.boolean() }),
      async (life, { of, isAccount }) => {
        const { account, hostname } = anyName(life, of)
        await deeds.tryAgain(life, account, isAccount ? null : hostname)
      },
      (life) => life.run.engine.ledger.holds().length > 0,
    ),
  },
  {
    weight: 4,
    arbitrary: command(
      'forget',
      fc.record({ of: index, isAccount: fc.boolean() }),
      async (life, { of, isAccount }) => {
        const { account, hostname } = anyName(life, of)
        await deeds.forget(life, account, isAccount ? null : hostname)
        await life.pass(SECOND)
      },
      (life, { of }) =>
        life.run.engine.ledger
          .holds()
          .some((hold) => hold.class === 'parked' && hold.account === anyName(life, of).account),
    ),
  },
  {
    weight: 3,
    arbitrary: command(
      'undo',
      fc.record({ of: index, restMs: shortTime }),
      async (life, { of, restMs }) => {
        const { account, hostname } = anyName(life, of)
        await deeds.undo(life, account, hostname)
        await life.pass(restMs)
      },
      hasRecordOf,
    ),
  },
  {
    weight: 4,
    arbitrary: command(
      'edit account',
      fc.record({ of: index, toServer: fc.constantFrom(undefined, undefined, 'https://other.example.org') }),
      async (life, { of, toServer }) => {
        const { account } = anyName(life, of)
        await deeds.editAccount(life, account, toServer, `canary-${account}-${life.secretsMade++}`)
        await life.pass(100)
      },
    ),
  },
  {
    weight: 3,
    arbitrary: command('families', fc.record({ of: index, families: onOrOff }), async (life, { of, families }) => {
      const { account, hostname } = anyName(life, of)
      await deeds.saveRecord(life, account, hostname, families)
      await life.pass(100)
    }),
  },
  {
    weight: 1,
    arbitrary: command(
      'remove',
      fc.record({ of: index, restMs: shortTime }),
      async (life, { of, restMs }) => {
        const { account, hostname } = anyName(life, of)
        await deeds.removeRecord(life, account, hostname)
        await life.pass(restMs)
      },
      hasRecordOf,
    ),
  },
  {
    weight: 2,
    arbitrary: command('pause', fc.constantFrom(1, 10, 60, null), (life, minutes) => deeds.pause(life, minutes)),
  },
  {
    weight: 2,
    arbitrary: command('end pause', fc.constant(null), deeds.endPause, ({ pause }) => pause.until !== null),
  },
]

function hasRecordOf(life: Life, { of }: { readonly of: number }): boolean {
  return hasRecord(life, of)
}

const machine: readonly fc.MaybeWeightedArbitrary<Command>[] = [
  {
    weight: 6,
    arbitrary: command(
      'restart',
      fc.record({
        offMs: fc.constantFrom(SECOND, 0, 20 * SECOND, 8 * MINUTE, HOUR),
        stepMs: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: step }),
        isMachine: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      }),
      (life, how) => life.restart(how),
    ),
  },
  {
    weight: 4,
    arbitrary: command(
      'end at a write',
      fc.record({ left: fc.integer({ min: 1, max: 8 }), isAfter: fc.boolean() }),
      (life, cut) => {
        life.guard.cut = { ...cut }
      },
    ),
  },
  {
    weight: 3,
    arbitrary: command('set the clock', fc.record({ step, restMs: shortTime }), async (life, { step: ms, restMs }) => {
      life.stepClock(ms)
      await life.pass(restMs)
    }),
  },
  {
    weight: 2,
    arbitrary: command('full disk', time, (life, ms) => deeds.fillDisk(life, ms)),
  },
  {
    weight: 1,
    arbitrary: command('locked keyring', time, (life, ms) => deeds.lockKeyring(life, ms)),
  },
  { weight: 1, arbitrary: command('ask why', fc.constant(null), (life) => isExplained(life)) },
]

export const commands = (replayPath: string | undefined): fc.Arbitrary<Iterable<Command>> =>
  fc.commands([fc.oneof(...network, ...servers, ...waits, ...user, ...machine)], {
    ...(replayPath === undefined ? {} : { replayPath }),
    maxCommands: 30,
    size: 'max',
  })
