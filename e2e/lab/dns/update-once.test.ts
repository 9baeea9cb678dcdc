// `homeward update` and `status` at a service that says yes without naming the address: with the zone's real name servers, and
// with no DNS to ask.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { FamilyRow } from '../../../app/contract/snapshot.ts'
import { CLI_ENTRY } from '../../cli/homeward-cli.ts'
import { bundleTool } from '../process/bundle-tool.ts'
import { command, createProcessGroup } from '../process/process-group.ts'
import { missingForNameServers, type NameServers, startNameServers, ZONE } from './name-servers.ts'

const [OLD, NEW, NEWER] = ['11.22.33.1', '11.22.33.2', '11.22.33.3']
const NAME = `nas.${ZONE}`
const missing = missingForNameServers()
const processes = createProcessGroup()
let servers: NameServers | null = null
let service = ''
let folder = ''

const inside = () => ['netns', 'exec', servers?.namespace ?? '']
const ask = (path: string) =>
  command(
    'ip',
    ...inside(),
    process.execPath,
    '-e',
    `fetch('${service}${path}').then((it) => it.text()).then((it) => process.stdout.write(it))`,
  )
const sent = async () => (await ask('/sent')).split(' ').filter((address) => address !== '')

beforeAll(async () => {
  if (missing !== null) return
  servers = await startNameServers([`nas A ${OLD}`])
  await command('ip', '-n', servers.namespace, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth1')
  await command('ip', '-n', servers.namespace, 'link', 'set', 'eth1', 'up')
  await command('ip', '-n', servers.namespace, 'addr', 'add', '192.168.1.2/24', 'dev', 'eth0')
  await command('ip', '-n', servers.namespace, 'link', 'set', 'eth0', 'up')
  await command('ip', '-n', servers.namespace, 'route', 'add', 'default', 'via', '192.168.1.1')
  const child = processes.start('ip', [...inside(), process.execPath, await bundleTool('e2e/lab/dns/practice-ok.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  service = await new Promise<string>((resolve) => child.stdout?.once('data', (line) => resolve(String(line).trim())))
})
afterAll(async () => {
  await processes.endAll()
  await servers?.remove()
})

beforeEach(({ skip }) => {
  skip(missing !== null, missing ?? '')
  folder = mkdtempSync(join(tmpdir(), 'homeward-once-'))
  const fields = { url: `${service}/update?ip={ip}`, success: 'OK' }
  const settings = {
    version: 1,
    accounts: [{ id: 'home', provider: 'custom', fields }],
    records: [{ account: 'home', hostname: NAME, ipv4: { source: 'echo', url: `${service}/ip` }, ipv6: 'off' }],
  }
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings))
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

interface Run {
  readonly code: number | null
  readonly row: FamilyRow | undefined
  readonly tookMs: number
}

function run(...args: readonly string[]): Promise<Run> {
  const began = performance.now()
  const env = {
    PATH: process.env.PATH ?? '',
    LANG: 'en_US.UTF-8',
    HOMEWARD_HOME: folder,
    HOMEWARD_SECRET_HOME_SECRET: 'x',
  }
  const child = spawn('ip', [...inside(), process.execPath, CLI_ENTRY, ...args, '--json'], { env })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const rows = text === '' ? [] : (JSON.parse(text) as FamilyRow[])
      resolve({ code, row: rows.find(({ family }) => family === 'ipv4'), tookMs: performance.now() - began })
    })
  })
}

describe('a service that says yes without naming the address', { timeout: 60_000 }, () => {
  it('is confirmed once the zone shows the address, within the ten seconds of one update', async () => {
    await servers?.hold([`nas A ${OLD}`], 'ns1', 'ns2')
    await ask(`/see?ip=${NEW}`)
    const updating = run('update')
    await expect.poll(sent, { timeout: 10_000 }).toContain(NEW)
    await servers?.hold([`nas A ${NEW}`], 'ns1', 'ns2')
    const { code, row } = await updating
    expect(row).toMatchObject({ state: 'confirmed', desired: NEW, confirmed: NEW, accepted: null, acceptedAt: null })
    expect(code).toBe(0)
  })

  it('is accepted while the zone does not show it: told so after ten seconds, not sent again, and the last confirmed stays', async () => {
    await servers?.hold([`nas A ${NEW}`], 'ns1', 'ns2')
    await ask(`/see?ip=${NEW}`)
    expect((await run('update')).row).toMatchObject({
      state: expect.stringMatching(/^(confirmed|unchanged)$/),
      confirmed: NEW,
    })
    await ask(`/see?ip=${NEWER}`)
    const first = await run('update')
    const row = {
      state: 'accepted',
      desired: NEWER,
      confirmed: NEW,
      accepted: NEWER,
      acceptedAt: expect.stringMatching(/Z$/),
    }
    expect(first).toMatchObject({
      code: 0,
      row: { ...row, message: expect.stringContaining('once its zone shows it') },
    })
    expect(first.tookMs).toBeGreaterThan(10_000)
    expect(first.tookMs).toBeLessThan(20_000)
    const before = await sent()
    expect(await run('status')).toMatchObject({ code: 0, row })
    expect(await run('update')).toMatchObject({ code: 0, row })
    expect(await sent()).toEqual(before)
    await servers?.hold([`nas A ${NEWER}`], 'ns1', 'ns2')
    expect(await run('update')).toMatchObject({ code: 0, row: { confirmed: NEWER, accepted: null } })
    expect(await sent()).toEqual(before)
  })

  it('stays accepted at once where there is no DNS to ask, and is told so', async () => {
    await ask(`/see?ip=${NEWER}`)
    await Promise.all([servers?.end('ns1'), servers?.end('ns2')])
    writeFileSync(`/etc/netns/${servers?.namespace}/resolv.conf`, 'nameserver 192.168.1.1\n')
    const { code, row, tookMs } = await run('update')
    expect(row).toMatchObject({ state: 'accepted', confirmed: null, accepted: NEWER })
    expect(row?.message).toContain('no DNS server')
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(20_000)
    const before = await sent()
    expect(await run('update')).toMatchObject({ code: 0, row: { state: 'accepted', accepted: NEWER } })
    expect(await sent()).toEqual(before)
  })
})
