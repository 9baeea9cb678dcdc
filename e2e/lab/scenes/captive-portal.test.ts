// Behind a captive portal nothing is published and nothing is lost; once the user has signed in all goes on.
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { startCaptivePortal } from './captive-portal.ts'
import { createNatHome, FIRST_ADDRESS, ROUTER } from './nat-home.ts'
import { missingForScene, scenes } from './scene.ts'

const SECOND_ADDRESS = '11.22.33.11'
const missing = missingForScene()
const isNightly = Boolean(process.env.HOMEWARD_NIGHTLY)
const { keep, open } = scenes()

describe.skipIf(missing !== null)('a captive portal', { timeout: 180_000 }, () => {
  it('has nothing published and no secret while it stands before the internet, and then all goes on', async () => {
    const home = await keep(createNatHome())
    const portal = await startCaptivePortal(home.net)
    const { truth, homeward, holds, zone, order } = await open(home.net)
    truth.is('ipv4', FIRST_ADDRESS)
    await homeward.start()
    await holds('ipv4', FIRST_ADDRESS)
    await portal.capture()
    await home.move(SECOND_ADDRESS)
    truth.is('ipv4', SECOND_ADDRESS)
    await homeward.check()
    expect((await homeward.lastObservation('ipv4'))?.outcome).toBe('unknown')
    if (isNightly) {
      // Some portals answer for every name as well.
      await order({ do: 'resolver', behaviour: { kind: 'one-address', address: ROUTER } })
      await homeward.check()
    }
    expect(zone('ipv4')).toBe(FIRST_ADDRESS)
    expect((await homeward.lastObservation('ipv4'))?.outcome).toBe('unknown')
    expect((await homeward.row('ipv4')).confirmed).toBe(FIRST_ADDRESS)
    await portal.free()
    await order({ do: 'resolver', behaviour: { kind: 'honest' } })
    await homeward.check()
    await holds('ipv4', SECOND_ADDRESS)
    expect(truth.changes('ipv4')).toEqual([FIRST_ADDRESS, SECOND_ADDRESS])
    expect(portal.requests.filter(({ hasCredentials }) => hasCredentials)).toEqual([])
  })
})
