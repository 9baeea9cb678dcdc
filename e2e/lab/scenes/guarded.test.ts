// What the user is told where something stands between the home and the world, in real networks.
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { startCaptivePortal } from './captive-portal.ts'
import { HOSTNAME } from './internet-plan.ts'
import { missingForMiniupnpd } from './miniupnpd.ts'
import { createNatHome, FIRST_ADDRESS } from './nat-home.ts'
import { missingForScene, scenes } from './scene.ts'

const missing = missingForScene()
const isNightly = Boolean(process.env.HOMEWARD_NIGHTLY)
const lackOfRouter = missingForMiniupnpd()
const { keep, open } = scenes()
/** Longer than a router may be without an address around a change. */
const LASTING_MS = 31_000
const needsUser = { question: expect.any(String), message: expect.any(String) }

describe.skipIf(missing !== null)('a home that names cannot lead to', { timeout: 180_000 }, () => {
  const HOMES = [
    ['double', 'telling'],
    ['carrier', 'telling'],
  ] as const
  it.each(isNightly ? HOMES : HOMES.slice(0, 1))(
    'is published, and needs the user once, also across restarts (%s, %s)',
    async (translation, router) => {
      const home = await keep(createNatHome({ translation, router }))
      const { truth, homeward, holds } = await open(home.net)
      truth.is('ipv4', FIRST_ADDRESS)
      await homeward.start()
      await holds('ipv4', FIRST_ADDRESS)
      await homeward.check()
      expect(await homeward.row('ipv4')).toMatchObject(needsUser)
      expect((await homeward.cli('keep', HOSTNAME)).code).toBe(0)
      expect(await homeward.row('ipv4')).not.toHaveProperty('question')
      await homeward.stop()
      await homeward.start()
      await homeward.check()
      expect(await homeward.row('ipv4')).not.toHaveProperty('question')
      expect(truth.changes('ipv4')).toEqual([FIRST_ADDRESS])
    },
  )

  it.skipIf(!isNightly || lackOfRouter !== null)(
    'is told by a router that names no address (double, miniupnpd)',
    async () => {
      const home = await keep(createNatHome({ translation: 'double', router: 'miniupnpd' }))
      const { truth, homeward, holds } = await open(home.net)
      truth.is('ipv4', FIRST_ADDRESS)
      await homeward.start()
      await holds('ipv4', FIRST_ADDRESS)
      await homeward.check()
      expect(await homeward.row('ipv4')).not.toHaveProperty('question')
      await new Promise((resolve) => setTimeout(resolve, LASTING_MS))
      await homeward.check()
      expect(await homeward.row('ipv4')).toMatchObject(needsUser)
    },
  )

  it.skipIf(!isNightly)('is asked about nothing behind one translator', async () => {
    const home = await keep(createNatHome({ router: 'telling' }))
    const { truth, homeward, holds } = await open(home.net)
    truth.is('ipv4', FIRST_ADDRESS)
    await homeward.start()
    await holds('ipv4', FIRST_ADDRESS)
    await homeward.check()
    expect(await homeward.row('ipv4')).toMatchObject({ confirmed: FIRST_ADDRESS, message: null })
  })
})

describe.skipIf(missing !== null || !isNightly)('a captive portal', { timeout: 180_000 }, () => {
  it('is named, asked again every 30 seconds, and noticed to be gone without anybody’s help', async () => {
    const home = await keep(createNatHome())
    const portal = await startCaptivePortal(home.net)
    const { truth, homeward, holds } = await open(home.net)
    truth.is('ipv4', FIRST_ADDRESS)
    await portal.capture()
    await homeward.start()
    await homeward.check()
    expect((await homeward.lastObservation('ipv4'))?.why?.code).toBe('portal-captive')
    await portal.free()
    await holds('ipv4', FIRST_ADDRESS)
  })
})
