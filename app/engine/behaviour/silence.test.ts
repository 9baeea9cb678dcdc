// The network is away and comes back without an event on this machine.
import { expect, it } from 'vitest'
import { engineScene, HOUR, MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { confirmed, failed } from '../../testing/engine-world.ts'

const scene = engineScene()
const IDS = ['one', 'two', 'three']
const settings = {
  version: 1,
  accounts: IDS.map((id) => ({ id, provider: 'practice', fields: { username: 'u' } })),
  records: IDS.map((id) => ({ account: id, hostname: `${id}.example.org` })),
}
const sentBy = (id: string) => scene.world.sent.filter(({ account }) => account === id).length

it('accounts that are parked for the network go on at once when another account came through', async () => {
  await scene.begin({ settings })
  await scene.world.pass(MINUTE)
  scene.world.answer = () => failed('network', 'timeout')
  scene.world.address = '11.22.33.2'
  scene.world.engine.request('poll')
  await scene.world.pass(2 * HOUR)
  // All wait for up to an hour by now. One of them is tried by hand.
  scene.world.answer = () => confirmed
  const before = IDS.map(sentBy)
  const { states } = scene.world.engine
  const hold = states.accountHold('one')
  if (hold === null) throw new Error('the account is parked')
  states.putHold({ ...hold, until: Date.now() })
  scene.world.engine.request('retry')
  await scene.world.pass(SECOND)
  expect(IDS.map(sentBy)).toEqual(before.map((count) => count + 1))
  expect(states.holds()).toEqual([])
})

it('an account whose provider alone is down is not tried more often for that', async () => {
  await scene.begin({ settings })
  await scene.world.pass(MINUTE)
  scene.world.answer = (hostname) => (hostname.startsWith('one') ? failed('network', 'timeout') : confirmed)
  const before = sentBy('one')
  for (let minute = 0; minute < 120; minute += 1) {
    scene.world.address = `11.22.33.${2 + minute}`
    scene.world.engine.request('poll')
    await scene.world.pass(MINUTE)
  }
  // 1, 2 and 4 s, then after 1, 2, 4, 8, 16, 32 and 60 minutes.
  expect(sentBy('one') - before).toBeLessThanOrEqual(11)
})
