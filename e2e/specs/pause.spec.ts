// During a pause nothing is sent. The newest address is sent when the pause ends.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '../fixture.ts'
import { label } from '../labels.ts'
import { START_ADDRESS, writePracticeDomain } from '../practice.ts'

test('nothing is sent during a pause, and the newest address after it', async ({
  homeward,
  environment,
  realNetwork,
}) => {
  await writePracticeDomain(environment)
  await homeward.start()
  await environment.internet.request(({ url }) => url.includes(START_ADDRESS))
  const tray = await homeward.tray()
  await tray.choose(label('menu.pause-endless'))
  await expect.poll(() => tray.tooltip()).toContain(label('summary.paused'))
  const from = environment.internet.requests.length
  await realNetwork.change({ ipv4: '11.22.33.61' })
  await sleep(2_000)
  await realNetwork.change({ ipv4: '11.22.33.62' })
  await sleep(2_000)
  expect(environment.internet.requests.slice(from)).toEqual([])
  await tray.choose(label('menu.resume'))
  await environment.internet.request(({ url }) => url.includes('11.22.33.62'), { from })
  expect(environment.internet.requests.slice(from)).toHaveLength(1)
})
