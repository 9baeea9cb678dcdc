// What is already right is not sent again.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '../fixture.ts'
import { HOSTNAME, startAddress, writePracticeDomain } from '../practice.ts'

test('a restart sends nothing when the address is the same', async ({ homeward, world }) => {
  await writePracticeDomain(world)
  await homeward.start()
  await world.internet.request(({ path }) => path.includes(startAddress(world)))
  await expect.poll(async () => (await homeward.tray()).tooltip()).toContain(startAddress(world))
  await homeward.quit()
  expect(world.internet.requests).toHaveLength(1)

  await homeward.start()
  await expect.poll(async () => (await homeward.tray()).tooltip()).toContain(HOSTNAME)
  await sleep(3_000)
  expect(world.internet.requests).toHaveLength(1)
})

test('a process that is killed between request and answer sends once more, and history is whole', async ({
  homeward,
  world,
}) => {
  await writePracticeDomain(world)
  await homeward.start()
  await world.internet.request(({ path }) => path.includes(startAddress(world)))
  homeward.electron.process().kill('SIGKILL')
  await homeward.dispose()
  await homeward.start()
  await expect.poll(async () => (await homeward.tray()).tooltip()).toContain(startAddress(world))
  expect(world.internet.requests.length, 'verified, or sent once more').toBeLessThanOrEqual(2)
  expect(await world.internet.resolve(HOSTNAME, 'A')).toEqual([startAddress(world)])
})
