// The user tries one name whose account is parked. Other parked accounts wait on: a try of one name must not cost them one.
import { expect, it } from 'vitest'
import { engineScene, SECOND } from '../../testing/engine-scene.ts'
import { confirmed, failed } from '../../testing/engine-world.ts'

const scene = engineScene()
const ids = ['one', 'two', 'three']
const nameOf = (id: string) => `${id}.example.org`

it('tries that name, and no other account before its time', async () => {
  await scene.begin({
    settings: {
      version: 1,
      accounts: ids.map((id) => ({ id, provider: 'practice', fields: { username: 'u' } })),
      records: ids.map((id) => ({ account: id, hostname: nameOf(id), ipv6: 'off' })),
    },
  })
  scene.world.answer = () => failed('unrecognised', 'html')
  scene.move('11.22.33.2')
  await scene.world.pass(20 * SECOND)
  const waits = () => scene.world.engine.states.holds().map(({ account, until }) => [account, until])
  const before = waits()
  expect(before.map(([account]) => account).sort()).toEqual([...ids].sort())
  scene.world.sent.length = 0
  scene.world.answer = () => confirmed
  const tried = { account: 'one', hostname: nameOf('one') }
  scene.world.engine.request('user', { force: [nameOf('one')], retryParked: [tried] })
  await scene.world.pass(20 * SECOND)
  expect(scene.world.sent.map(({ account }) => account)).toEqual(['one'])
  expect(waits()).toEqual(before.filter(([account]) => account !== 'one'))
})
