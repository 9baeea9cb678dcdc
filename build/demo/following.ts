// The first launch: one address change, and everywhere it must show. Every step waits for the real thing, with a time limit.
import path from 'node:path'
import type { Attempt } from '../../app/contract/history.ts'
import type { TrayItem } from '../../e2e/lab/desktop/tray-watcher.ts'
import { HOSTNAME, writePracticeDomain } from '../../e2e/lab/dns/practice-domain.ts'
import type { Environment } from '../../e2e/lab/environment.ts'
import { type AddressMonitor, startAddressMonitor } from '../../e2e/lab/network/address-monitor.ts'
import { homeward, startApp } from '../../e2e/lab/process/app-process.ts'
import { until } from '../../e2e/lab/process/process-group.ts'
import type { LoggedRequest } from '../../e2e/servers/request-log.ts'
import { type Move, makeMoves, movesIn, whatChanges } from './moves.ts'
import { areaOf, closeWindow, paintBackground, photograph, photographWindow, settle } from './screen.ts'
import type { Change, Timeline } from './timeline.ts'

interface Scene {
  readonly environment: Environment
  readonly timeline: Timeline
  readonly moves: readonly Move[]
  readonly monitor: AddressMonitor | null
}

const listed = (moves: readonly Move[], what: 'from' | 'to') => moves.map((move) => move[what]).join(' and ')

const carries = (address: string) => (request: LoggedRequest) =>
  request.status === 200 && decodeURIComponent(request.url).includes(address)

const resolved = ({ environment }: Scene, family: Move['family'], address: string) =>
  until(`DNS to answer ${address}`, async () =>
    (await environment.internet.resolve(HOSTNAME, family === 'ipv4' ? 'A' : 'AAAA')).includes(address),
  )

/** Writes settings and secret, starts the app, waits for the first address, and closes the window. */
async function begin(scene: Scene) {
  const { environment, timeline, moves } = scene
  if (!environment.show) {
    environment.session.start('openbox', [])
    await paintBackground(environment)
  }
  await writePracticeDomain(environment, { ipv6: true })
  timeline.step(
    'settings',
    `Settings name ${HOSTNAME}; its password is in ${environment.show ? 'the environment' : 'a gnome-keyring'}.`,
  )
  const app = startApp(environment)
  const tray = await environment.tray.item()
  timeline.step('started', `Homeward runs (process ${app.pid}); its icon is in the tray.`)
  for (const { family, from } of moves) {
    await environment.internet.request(carries(from))
    await resolved(scene, family, from)
  }
  await until('the tooltip', async () => (await tray.tooltip()).includes(HOSTNAME))
  timeline.step('first', `${HOSTNAME} points to ${listed(moves, 'from')}.`)
  // The app shows no toast while its window is in front.
  await closeWindow(environment)
  timeline.step('closed', 'Closed the window; Homeward stays in the tray.')
  return { app, tray }
}

function reportRequest(timeline: Timeline, { method, url, answer }: LoggedRequest, reactionMs: number): void {
  const reply = answer?.trim() ?? ''
  const request = `${method} ${decodeURIComponent(url)}`
  const sentence = `Provider got ${request} and replied "${reply}", ${reactionMs} ms after the change.`
  timeline.step('request', sentence, { request, answer: reply, reactionMs })
}

/** Makes the change and waits for it at the provider and in DNS. */
async function change(scene: Scene, tray: TrayItem): Promise<Change[]> {
  const { environment, timeline, moves, monitor } = scene
  const from = environment.internet.requests.length
  const times = await makeMoves(environment, moves, monitor)
  timeline.step('change', `Changed ${whatChanges(environment)} to ${listed(moves, 'to')}.`)
  // Without an address change the kernel reports nothing, so we ask the app to check.
  if (!environment.network) await tray.choose('Update now')
  const changes: Change[] = []
  const reported = new Set<number>()
  for (const [index, move] of moves.entries()) {
    const request = await environment.internet.request(carries(move.to), { from })
    const reactionMs = Math.round((request.at - (times[index] ?? request.at)) * 10) / 10
    changes.push({ hostname: HOSTNAME, ...move, reactionMs })
    // One request may carry both families.
    if (!reported.has(request.id)) reportRequest(timeline, request, reactionMs)
    reported.add(request.id)
    await resolved(scene, move.family, move.to)
    timeline.step('dns', `DNS answers ${move.to} for ${HOSTNAME}.`, { address: move.to })
  }
  return changes
}

/** @param from the number of toasts before the change */
async function waitForDesktop({ environment, timeline, moves }: Scene, tray: TrayItem, from: number): Promise<void> {
  const shown = new Set<number>()
  for (const { to } of moves) {
    const { id, title, body } = await environment.toasts.toast((toast) => toast.body.includes(to), { from })
    if (!shown.has(id)) timeline.step('toast', `Toast: "${title}. ${body}"`, { title, body })
    shown.add(id)
  }
  const tooltip = await until('the tooltip to name the address', async () => {
    const text = await tray.tooltip()
    return moves.some(({ to }) => text.includes(to)) ? text : null
  })
  timeline.step('tooltip', `Tray tooltip: "${tooltip}"`, { tooltip })
}

async function waitForHistory({ environment, timeline, moves }: Scene): Promise<void> {
  for (const { family, to } of moves) {
    await until(`a history row for ${to}`, async () => {
      const result = await homeward(environment, ['history', '--json'])
      const rows = result.code === 0 ? (JSON.parse(result.stdout) as Attempt[]) : []
      return rows.some((row) => row.family === family && row.to === to && row.result === 'confirmed')
    })
    timeline.step('history', `History has a row for ${to}.`, { address: to })
  }
}

async function takePicture({ environment, timeline }: Scene, tray: TrayItem, pictures: string): Promise<void> {
  await tray.choose('Open Homeward')
  await until('the window', () => areaOf(environment, 'Homeward'), 15_000)
  await settle()
  const file = path.join(pictures, 'window.png')
  await (environment.show ? photographWindow(environment, file) : photograph(environment, file))
  timeline.step('picture', 'Photographed the window: out/demo/window.png', { file: 'out/demo/window.png' })
}

export async function follow(environment: Environment, timeline: Timeline, pictures: string): Promise<Change[]> {
  const monitor = environment.network ? await startAddressMonitor(environment.network) : null
  try {
    const scene: Scene = { environment, timeline, moves: movesIn(environment), monitor }
    const { app, tray } = await begin(scene)
    const toasts = environment.toasts.shown.length
    const changes = await change(scene, tray)
    await waitForDesktop(scene, tray, toasts)
    await waitForHistory(scene)
    await takePicture(scene, tray, pictures)
    await tray.choose('Quit Homeward')
    await until('Homeward to quit', () => app.exitCode !== null || app.signalCode !== null)
    return changes
  } finally {
    await monitor?.close()
  }
}
