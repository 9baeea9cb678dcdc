// What the user is told where something stands between the home and the world, in real networks.
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { RULES } from './awaited.ts'
import { startCaptivePortal } from './captive-portal.ts'
import { HOSTNAME } from './internet-plan.ts'
import { createNatHome, FIRST_ADDRESS } from './nat-home.ts'
import { missingForScene, scenes } from './scene.ts'

const missing = missingForScene()
const isNightly = Boolean(process.env.HOMEWARD_NIGHTLY)
const { keep, open } = scenes()
const needsUser = { question: expect.any(String), message: expect.any(String) }

describe.skipIf(missing !== null || !RULES.guards)('a home that names cannot lead to', { timeout: 180_000 }, () => {
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

describe.skipIf(missing !== null || !RULES.guards || !isNightly)('a captive portal', { timeout: 180_000 }, () => {
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
