// A line that has IPv4 alone and a round trip of 300 ms, of the first packet as well.
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { PROVIDER_IPV4 } from './internet-plan.ts'
import { missingForScene, scenes } from './scene.ts'
import { createSlowHome, SLOW_FIRST } from './slow-home.ts'
import { missingForWireguard } from './wireguard.ts'

const ROUND_TRIP_MS = 300
const SECOND_ADDRESS = '11.22.33.11'
const missing = missingForScene(missingForWireguard())
const isNightly = Boolean(process.env.HOMEWARD_NIGHTLY)
const { keep, open } = scenes()

/** Prints how long a connection takes until it is open. */
const CONNECT = `const began = performance.now()
require('net').connect(443, process.argv[1], function () { console.log(performance.now() - began); this.destroy() })`

describe.skipIf(missing !== null || !isNightly)('a line without IPv6 and with 300 ms', { timeout: 180_000 }, () => {
  it('publishes its address and each change, at services that have both families', async () => {
    const home = await keep(createSlowHome(ROUND_TRIP_MS))
    const { truth, homeward, holds, requests } = await open(home.net)
    await home.net.run('pc', process.execPath, '-e', CONNECT, PROVIDER_IPV4)
    const took = Number(await home.net.run('pc', process.execPath, '-e', CONNECT, PROVIDER_IPV4))
    expect(took).toBeGreaterThan(ROUND_TRIP_MS)
    truth.is('ipv4', SLOW_FIRST)
    await homeward.start()
    await holds('ipv4', SLOW_FIRST)
    await home.move(SECOND_ADDRESS)
    truth.is('ipv4', SECOND_ADDRESS)
    await homeward.check()
    await holds('ipv4', SECOND_ADDRESS)
    const row = await homeward.row('ipv4')
    expect(row).toMatchObject({ confirmed: SECOND_ADDRESS, hold: null })
    // A slow line is no failure: nothing is sent twice.
    expect(requests.filter(({ url }) => url.startsWith('/nic/update'))).toHaveLength(2)
  })
})
