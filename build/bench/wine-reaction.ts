// Measures the reaction time of the command line as a Windows program under Wine, as reaction.ts does on Linux. Wine adds its
// own delays, so the figure is an upper bound.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startAddressMonitor } from '../../e2e/lab/network/address-monitor.ts'
import { installApp } from '../../e2e/wine/installed-app.ts'
import { createWineLab, type WineLab, windowsPath } from '../../e2e/wine/lab.ts'
import { startPractice } from '../../e2e/wine/practice.ts'
import { createWineStage } from '../../e2e/wine/stage.ts'
import { DEBOUNCE_MS, type Reaction, summarise } from './reaction.ts'

const HOSTNAME = 'bench.example.org'
const PASSWORD = 'practice-password'
const FIRST = '11.22.33.4'
const START_TIMEOUT_MS = 60_000
const REQUEST_TIMEOUT_MS = 20_000

const settings = (endpoint: string, adapter: string) => ({
  version: 1,
  accounts: [{ id: 'home', provider: 'dyndns2', endpoint, fields: { username: 'u' } }],
  records: [{ account: 'home', hostname: HOSTNAME, ipv4: { source: 'adapter', adapter }, ipv6: 'off' }],
  detection: { debounceMs: DEBOUNCE_MS, maxJitterMs: 0 },
})

async function measureIn(lab: WineLab, changes: number, report: (line: string) => void): Promise<Reaction> {
  const { name, device, ip } = lab.namespace
  await createWineStage(lab)
  const app = await installApp(lab)
  const practice = await startPractice(lab, HOSTNAME, PASSWORD)
  const monitor = await startAddressMonitor({
    inside: (_, file, args) => ['ip', ['netns', 'exec', name, file, ...args]],
  })
  try {
    await ip('addr', 'flush', 'dev', device, 'scope', 'global')
    await ip('addr', 'add', `${FIRST}/24`, 'dev', device)
    const data = join(lab.folder, 'bench')
    mkdirSync(data)
    const file = join(data, 'settings.yaml')
    writeFileSync(file, JSON.stringify(settings(practice.url, device)))
    const environment = { HOMEWARD_HOME: windowsPath(data), HOMEWARD_SECRET_HOME_PASSWORD: PASSWORD }
    const timeoutMs = START_TIMEOUT_MS + changes * REQUEST_TIMEOUT_MS
    const running = lab.startNode([windowsPath(app.headless), 'run', '--config', windowsPath(file)], {
      environment,
      timeoutMs,
    })
    await practice.request(0, START_TIMEOUT_MS)
    const reactions: number[] = []
    let old = FIRST
    for (let i = 0; i < changes; i++) {
      await sleep(500 + Math.random() * 1_500)
      const address = `11.22.33.${20 + i}`
      const from = practice.requests.length
      await ip('addr', 'del', `${old}/24`, 'dev', device)
      await ip('addr', 'add', `${address}/24`, 'dev', device)
      old = address
      const addedAt = await monitor.addedAt(address)
      const { at } = await practice.request(from, REQUEST_TIMEOUT_MS)
      reactions.push(at - addedAt)
      report(`Wine: change ${i + 1} of ${changes}, ${Math.round(at - addedAt)} ms`)
    }
    running.interrupt()
    await running.ended
    return summarise(reactions)
  } finally {
    await monitor.close()
    await practice.close()
  }
}

export async function measureWineReaction(changes: number, report: (line: string) => void): Promise<Reaction> {
  const lab = await createWineLab()
  try {
    return await measureIn(lab, changes, report)
  } finally {
    await lab.remove()
  }
}
