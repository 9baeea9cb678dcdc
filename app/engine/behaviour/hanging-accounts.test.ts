// Accounts whose provider takes requests and never answers.
import { describe, expect, it } from 'vitest'
import { engineScene, SECOND } from '../../testing/engine-scene.ts'
import { confirmed } from '../../testing/engine-world.ts'

const scene = engineScene()

/** Hanging accounts stand first in the settings. @param hostOf each account's server */
async function begin(hanging: number, hostOf: (id: string) => string): Promise<readonly string[]> {
  const good = ['good1', 'good2', 'good3']
  const ids = [...Array.from({ length: hanging }, (_, index) => `hanging${index}`), ...good]
  await scene.begin({
    settings: {
      version: 1,
      accounts: ids.map((id) => ({ id, provider: 'practice', endpoint: hostOf(id), fields: { username: 'u' } })),
      records: ids.map((id) => ({ account: id, hostname: `${id}.example.org` })),
    },
  })
  scene.world.answer = (hostname) => (hostname.startsWith('good') ? confirmed : new Promise(() => {}))
  scene.move('11.22.33.2')
  await scene.world.pass(600)
  return good
}

const holds = (ids: readonly string[]) =>
  ids.map((id) => {
    const key = { account: id, hostname: `${id}.example.org`, family: 'ipv4' } as const
    return scene.world.engine.states.state(key)?.confirmed
  })

describe('accounts that hang', () => {
  it.each([8, 20])('cost accounts of other hosts nothing, also %i of them', async (count) => {
    const good = await begin(count, (id) => `https://${id.startsWith('good') ? 'good' : 'dead'}.example.net`)
    expect(holds(good)).toEqual(good.map(() => '11.22.33.2'))
  })

  it('cost accounts of other hosts nothing where each has a host of its own', async () => {
    const good = await begin(8, (id) => `https://${id}.example.net`)
    expect(holds(good)).toEqual(good.map(() => '11.22.33.2'))
  })

  it('cost accounts of their own host a second for each four', async () => {
    const good = await begin(8, () => 'https://one.example.net')
    await scene.world.pass(2 * SECOND)
    expect(holds(good)).toEqual(good.map(() => '11.22.33.2'))
  })
})
