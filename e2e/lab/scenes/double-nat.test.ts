// A home behind two translators: its own router's outer address is not the one that the world sees.
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { missingForMiniupnpd } from './miniupnpd.ts'
import { createNatHome, FIRST_ADDRESS } from './nat-home.ts'
import { missingForScene, scenes } from './scene.ts'

const SECOND_ADDRESS = '11.22.33.11'
const missing = missingForScene(missingForMiniupnpd())
const isNightly = Boolean(process.env.HOMEWARD_NIGHTLY)
const { keep, open } = scenes()

describe.skipIf(missing !== null)('a home behind two translators', { timeout: 180_000 }, () => {
  const HOMES = [
    { translation: 'double', router: 'miniupnpd', refused: 'gateway-no-wan' },
    { translation: 'carrier', router: 'telling', refused: 'gateway-provider-nat' },
    { translation: 'carrier', router: 'miniupnpd', refused: 'gateway-no-wan' },
    { translation: 'double', router: 'telling', refused: 'gateway-double-nat' },
  ] as const
  it.each(isNightly ? HOMES : HOMES.slice(0, 1))(
    'publishes what services see, never what its router has ($translation, $router)',
    async ({ translation, router, refused }) => {
      const home = await keep(createNatHome({ translation, router }))
      const { truth, homeward, holds } = await open(home.net)
      truth.is('ipv4', FIRST_ADDRESS)
      await homeward.start()
      await holds('ipv4', FIRST_ADDRESS)
      await home.move(SECOND_ADDRESS)
      truth.is('ipv4', SECOND_ADDRESS)
      await homeward.check()
      await holds('ipv4', SECOND_ADDRESS)
      await homeward.check()
      // A round waits for no router: not each one has its answer.
      const answers = (await homeward.rounds()).flatMap(({ observations }) =>
        observations.flatMap((each) => each.answers),
      )
      const told = answers.filter(({ source }) => source === 'gateway')
      expect([...new Set(told.map((answer) => answer.refused?.code))]).toEqual([refused])
      expect(truth.changes('ipv4')).toEqual([FIRST_ADDRESS, SECOND_ADDRESS])
    },
  )

  it.skipIf(!isNightly)('publishes nothing that only its router tells', async () => {
    const home = await keep(createNatHome({ translation: 'double', router: 'telling' }))
    const { truth, homeward, order, zone } = await open(home.net)
    truth.is('ipv4', null)
    await order({ do: 'echo-fault', fault: { kind: 'reset' } })
    await homeward.start()
    await homeward.check()
    expect(zone('ipv4')).toBeNull()
    expect((await homeward.lastObservation('ipv4'))?.outcome).toBe('unknown')
  })
})
