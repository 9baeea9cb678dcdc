// An account that is given another server while one of its jobs is on its way to the server before.
import { expect, it } from 'vitest'
import { engineScene, KEY } from '../../testing/engine-scene.ts'
import { confirmed } from '../../testing/engine-world.ts'

const scene = engineScene()

const settingsAt = (endpoint: string) => ({
  version: 1,
  accounts: [{ id: KEY.account, provider: 'practice', endpoint, fields: { username: 'u' } }],
  records: [{ account: KEY.account, hostname: KEY.hostname }],
})

it('sends nothing to the server before the edit, and counts at the host that it is sent to', async () => {
  await scene.begin({ settings: settingsAt('https://one.example.net') })
  const asked: (string | null)[] = []
  scene.world.answer = (_hostname, { account }) => {
    asked.push(account.endpoint)
    return confirmed
  }
  // The edit comes while the job reads the secret for the server before.
  scene.world.secret = async () => {
    const [account] = scene.world.settings.accounts
    if (account !== undefined) {
      scene.world.settings = {
        ...scene.world.settings,
        accounts: [{ ...account, endpoint: 'https://two.example.net' }],
      }
    }
    return { state: 'found', value: 'practice-secret' }
  }
  scene.move('11.22.33.2')
  await scene.world.pass(2_000)
  expect(asked).toEqual(['https://two.example.net'])
})
