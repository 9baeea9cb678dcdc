// Two lines to the internet: services see now one address and now the other, and both are the home's.
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { missingForScene, scenes } from './scene.ts'
import { createTwoWansHome, FIRST_LINE, SECOND_LINE } from './two-wans.ts'

const missing = missingForScene()
const isNightly = Boolean(process.env.HOMEWARD_NIGHTLY)
const { keep, open } = scenes()
const ROUNDS = 9
/** A connection that is kept would go on by the line on which it was opened. */
const AFTER_KEPT_MS = 1_100
const pause = () => new Promise((resolve) => setTimeout(resolve, AFTER_KEPT_MS))

describe.skipIf(missing !== null)('a router that spreads connections over two lines', { timeout: 180_000 }, () => {
  const WAYS = isNightly ? (['turns', 'random'] as const) : (['turns'] as const)
  it.each(WAYS)('does not move the name to and fro while connections go by both (%s)', async (how) => {
    const home = await keep(createTwoWansHome())
    const { truth, homeward, holds } = await open(home.net)
    truth.is('ipv4', FIRST_LINE)
    await homeward.start()
    await holds('ipv4', FIRST_LINE)
    truth.also('ipv4', SECOND_LINE)
    await home.spread(how)
    for (let round = 0; round < ROUNDS; round++) {
      await homeward.check()
      if (round % 3 === 0) await pause()
    }
    // Both addresses were seen, or nothing was tested.
    const seen = (await homeward.rounds()).flatMap(({ observations }) => observations.flatMap(({ answers }) => answers))
    expect([...new Set(seen.map(({ address }) => address))].sort()).toEqual([FIRST_LINE, SECOND_LINE])
    // An address that nobody has seen before may be a real change: it counts once, and the other one does not come back.
    expect(truth.changes('ipv4').length).toBeLessThanOrEqual(2)
    expect((await homeward.row('ipv4')).confirmed).toBe(truth.changes('ipv4').at(-1))
  })

  it('moves the name once when its line fails', async () => {
    const home = await keep(createTwoWansHome())
    const { truth, homeward, holds } = await open(home.net)
    truth.is('ipv4', FIRST_LINE)
    await homeward.start()
    await holds('ipv4', FIRST_LINE)
    await home.spread('second')
    truth.is('ipv4', SECOND_LINE)
    await pause()
    await homeward.check()
    await holds('ipv4', SECOND_LINE)
    expect(truth.changes('ipv4')).toEqual([FIRST_LINE, SECOND_LINE])
  })
})
