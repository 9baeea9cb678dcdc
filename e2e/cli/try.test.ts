// `homeward try`: one name is sent, and the whole answer is shown.
import { describe, expect, it } from 'vitest'
import { cliScene } from './cli-scene.ts'

const scene = cliScene()
const { settings, updates, running } = scene

describe('homeward try', () => {
  const custom = (fields: Record<string, string>) => ({
    ...settings(),
    accounts: [
      {
        id: 'own',
        provider: 'custom',
        fields: {
          url: `${scene.provider.url}/update?domains={hostname}&token={secret}&ip={ipv4}&verbose=true`,
          ...fields,
        },
      },
    ],
    records: settings().records.map((record) => ({ ...record, account: 'own' })),
  })
  const env = { HOMEWARD_SECRET_OWN_SECRET: 'duck-token-1' }

  it('shows the whole answer of a service by a URL, and what it counts as', async () => {
    scene.home.writeSettings(custom({ contains: 'updated, nochange' }))
    const tried = await scene.home.run(['try', 'nas.example.org', '--config', scene.home.settings], { env })
    expect(tried.code).toBe(0)
    const [request, status, ...rest] = tried.stdout.split('\n')
    expect([request, status]).toEqual([`GET ${scene.provider.url}/update`, 'Answered with HTTP 200:'])
    expect(rest.join('\n')).toMatch(
      /^ {2}OK\n {2}11\.22\.33\.44\n[\s\S]*UPDATED\n[\s\S]*nas\.example\.org +IPv4 +accepted/,
    )
    // It is sent once more, changed or not.
    const again = await scene.home.run(['try', 'nas.example.org', '--config', scene.home.settings, '--json'], { env })
    expect(JSON.parse(again.stdout)).toMatchObject({
      exchanges: [{ method: 'GET', status: 200, text: expect.stringMatching(/^OK\n[\s\S]*NOCHANGE/) }],
      rows: [{ hostname: 'nas.example.org', family: 'ipv4', state: 'accepted' }, { family: 'ipv6' }],
    })
    expect(tried.stdout + again.stdout).not.toContain('duck-token')
  })

  it('shows an answer that does not count, and exits accordingly', async () => {
    scene.home.writeSettings(custom({ success: 'done' }))
    const { code, stdout } = await scene.home.run(['try', 'nas.example.org', '--config', scene.home.settings], { env })
    expect([code, stdout]).toEqual([1, expect.stringMatching(/ {2}OK\n[\s\S]*nas\.example\.org +IPv4 +(failed|held)/)])
    // The mistake is mended, and the wait that it caused is not waited for.
    scene.home.writeSettings(custom({ success: 'OK' }))
    const mended = await scene.home.run(['try', 'nas.example.org', '--config', scene.home.settings], { env })
    expect([mended.code, mended.stdout]).toEqual([0, expect.stringMatching(/ {2}OK\n[\s\S]*IPv4 +accepted/)])
  })

  it('shows the answer to the running instance', async () => {
    await running()
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(1)
    const { code, stdout, stderr } = await scene.home.run(['try', 'nas.example.org', '--config', scene.home.settings])
    expect([code, stderr]).toEqual([0, expect.stringContaining('The running instance has sent it')])
    expect(stdout).toMatch(/^nochg 11\.22\.33\.44\n/)
  })

  it('says that nothing was sent where the running instance holds the name', async () => {
    await running({ HOMEWARD_SECRET_HOME_PASSWORD: 'wrong-password' })
    const holds = async () => (await scene.home.run(['holds', '--config', scene.home.settings])).stdout
    await expect.poll(holds, { timeout: 10_000 }).toContain('badauth')
    const { code, stdout, stderr } = await scene.home.run(['try', 'nas.example.org', '--config', scene.home.settings])
    expect([code, stderr]).toEqual([3, expect.stringContaining('Nothing was sent')])
    expect(stdout).not.toMatch(/^badauth/)
  })
})
