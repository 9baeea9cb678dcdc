// The system's events of sleep and of the session, as Electron tells them to the real app.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '../fixture.ts'
import type { HomewardApp } from '../homeward-app.ts'
import type { Environment } from '../lab/environment.ts'
import { START_ADDRESS, writePracticeDomain } from '../practice.ts'

type PowerEvent = 'suspend' | 'resume' | 'lock-screen' | 'unlock-screen'

/** As the system tells it. A sleep of the whole machine is beyond a test. */
const tell = ({ electron }: HomewardApp, event: PowerEvent): Promise<unknown> =>
  electron.evaluate(({ powerMonitor }, name) => powerMonitor.emit(name), event)

async function logOf({ session }: Environment): Promise<string> {
  const names = await readdir(session.folder, { recursive: true })
  const texts = names
    .filter((name) => name.endsWith('.log'))
    .map((name) => readFile(path.join(session.folder, name), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}

test('nothing is sent in a sleep, and the newest address within seconds after it', async ({
  homeward,
  environment,
  realNetwork,
}) => {
  await writePracticeDomain(environment)
  await homeward.startInBackground(['--background'])
  await environment.internet.request(({ url }) => url.includes(START_ADDRESS))
  const from = environment.internet.requests.length
  await tell(homeward, 'suspend')
  await realNetwork.change({ ipv4: '11.22.33.71' })
  await sleep(2_000)
  await realNetwork.change({ ipv4: '11.22.33.72' })
  await sleep(2_000)
  expect(environment.internet.requests.slice(from)).toEqual([])
  const wokeAt = Date.now()
  await tell(homeward, 'resume')
  const { at } = await environment.internet.request(({ url }) => url.includes('11.22.33.72'), { from })
  // The first check is due after a second.
  expect(at - wokeAt).toBeGreaterThan(900)
  expect(at - wokeAt).toBeLessThan(4_000)
  expect(environment.internet.requests.slice(from)).toHaveLength(1)
})

test('an unlocked session is checked at once', async ({ homeward, environment }) => {
  await writePracticeDomain(environment)
  await homeward.startInBackground(['--background'])
  await environment.internet.request(({ url }) => url.includes(START_ADDRESS))
  expect(await logOf(environment)).not.toContain('unlock')
  await tell(homeward, 'lock-screen')
  await tell(homeward, 'unlock-screen')
  await expect.poll(() => logOf(environment), { timeout: 5_000 }).toMatch(/round.*unlock/)
})
