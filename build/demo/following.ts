// The first launch: one change of address, and each place where it must show. Every wait is for the real thing, bounded.
import path from 'node:path'
import { type AddressMonitor, watchAddresses } from '../../e2e/lab/address-monitor.ts'
import { homeward, startApp } from '../../e2e/lab/app-process.ts'
import { HOME_IPV4, HOME_IPV6 } from '../../e2e/lab/namespaces.ts'
import { HOSTNAME, writePracticeDomain } from '../../e2e/lab/practice-domain.ts'
import { until } from '../../e2e/lab/processes.ts'
import type { World } from '../../e2e/lab/world.ts'
import type { LoggedRequest } from '../../e2e/servers/request-log.ts'
import { closeWindow, paintBackground, photograph, placeOf, settle } from './screen.ts'
import type { Change, Timeline } from './timeline.ts'

export const NEW_IPV4 = '11.22.33.77'

type Family = Change['family']
interface Move {
  readonly family: Family
  readonly from: string
  readonly to: string
}

/** With a network of its own both families move; without one only what the echo services say of IPv4. */
export const movesIn = (world: World): Move[] => [
  { family: 'ipv4', from: HOME_IPV4, to: NEW_IPV4 },
  ...(world.network ? [{ family: 'ipv6' as const, from: HOME_IPV6, to: '2a0e:1111::77' }] : []),
]

const carries = (address: string) => (request: LoggedRequest) =>
  request.status === 200 && decodeURIComponent(request.url).includes(address)

const resolved = (world: World, { family, to }: Pick<Move, 'family' | 'to'>) =>
  until(`DNS to answer ${to}`, async () =>
    (await world.internet.resolve(HOSTNAME, family === 'ipv4' ? 'A' : 'AAAA')).includes(to),
  )

/** Makes the change. @returns per move, when the kernel (or the echo service) had it, in wall-clock milliseconds. */
async function change(world: World, moves: readonly Move[], monitor: AddressMonitor | null) {
  const asked = Date.now()
  const { network, internet } = world
  if (network) await network.change(Object.fromEntries(moves.map(({ family, to }) => [family, to])))
  else for (const { family, to } of moves) await internet.answerEcho(family, to)
  return Promise.all(moves.map(async ({ to }) => (monitor ? monitor.cameAt(to) : asked)))
}

/** Without a change of address the kernel has nothing to tell, so the app is asked to look. */
async function look(world: World): Promise<void> {
  if (world.network) return
  await (await world.tray.item()).choose('Update now')
}

function tellRequest(timeline: Timeline, { method, url, answer }: LoggedRequest, reactionMs: number): void {
  const said = answer?.trim() ?? ''
  const asked = `${method} ${decodeURIComponent(url)}`
  const sentence = `Provider got ${asked} and said "${said}", ${reactionMs} ms after the change.`
  timeline.step('request', sentence, { request: asked, answer: said, reactionMs })
}

interface HistoryRow {
  readonly hostname: string
  readonly family: Family
  readonly sent?: string
  readonly address?: string
}

async function historyHas(world: World, { family, to }: Move): Promise<HistoryRow> {
  return until(`a history row for ${to}`, async () => {
    const told = await homeward(world, ['history', '--json'])
    const rows = told.code === 0 ? (JSON.parse(told.stdout) as HistoryRow[]) : []
    return rows.find((row) => row.hostname === HOSTNAME && row.family === family && JSON.stringify(row).includes(to))
  })
}

export async function follow(world: World, timeline: Timeline, pictures: string): Promise<Change[]> {
  const monitor = world.network ? await watchAddresses(world.network) : null
  try {
    return await followChange(world, timeline, pictures, monitor)
  } finally {
    await monitor?.close()
  }
}

async function followChange(world: World, timeline: Timeline, pictures: string, monitor: AddressMonitor | null) {
  const moves = movesIn(world)
  await world.session.start('openbox', [])
  await paintBackground(world)
  await writePracticeDomain(world, { ipv6: true })
  timeline.step('settings', `Settings name ${HOSTNAME}; its password lies in a gnome-keyring.`)
  const app = startApp(world)
  const tray = await world.tray.item()
  timeline.step('started', `Homeward runs (process ${app.pid}); its icon is in the tray.`)
  for (const { family, from } of moves) {
    await world.internet.request(carries(from))
    await resolved(world, { family, to: from })
  }
  await until('the tooltip', async () => (await tray.tooltip()).includes(HOSTNAME))
  timeline.step('first', `${HOSTNAME} points to ${moves.map((move) => move.from).join(' and ')}.`)

  // With the window before them a user needs no toast, so none is shown.
  await closeWindow(world)
  timeline.step('closed', 'Closed the window; Homeward goes on in the tray.')
  const seen = world.internet.requests.length
  const toasts = world.toasts.shown.length
  const what = world.network ? `ip addr on ${world.network.wire}` : 'the answer of the practice echo'
  const times = await change(world, moves, monitor)
  timeline.step('change', `Changed ${what} to ${moves.map((move) => move.to).join(' and ')}.`)
  await look(world)
  const changes: Change[] = []
  const told = new Set<number>()
  for (const [index, move] of moves.entries()) {
    const request = await world.internet.request(carries(move.to), { from: seen })
    const reactionMs = Math.round((request.at - (times[index] ?? request.at)) * 10) / 10
    changes.push({ hostname: HOSTNAME, ...move, reactionMs })
    // One request may carry both families.
    if (!told.has(request.id)) tellRequest(timeline, request, reactionMs)
    told.add(request.id)
    await resolved(world, move)
    timeline.step('dns', `DNS answers ${move.to} for ${HOSTNAME}.`, { address: move.to })
  }
  const shown = new Set<number>()
  for (const { to } of moves) {
    const toast = await world.toasts.toast(({ body }) => body.includes(to), { from: toasts })
    const { id, title, body } = toast
    if (!shown.has(id)) timeline.step('toast', `Toast: "${title}. ${body}"`, { title, body })
    shown.add(id)
  }
  const tooltip = await until('the tooltip to name the address', async () => {
    const text = await tray.tooltip()
    return moves.some(({ to }) => text.includes(to)) ? text : null
  })
  timeline.step('tooltip', `Tray tooltip: "${tooltip}"`, { tooltip })
  for (const move of moves) {
    await historyHas(world, move)
    timeline.step('history', `History has a row for ${move.to}.`, { address: move.to })
  }
  await tray.choose('Open Homeward')
  await until('the window', () => placeOf(world, 'Homeward'), 15_000)
  await settle()
  await photograph(world, path.join(pictures, 'window.png'))
  timeline.step('picture', 'Photographed the window: out/demo/window.png', { file: 'out/demo/window.png' })
  const gone = new Promise((resolve) => app.once('exit', resolve))
  await tray.choose('Quit Homeward')
  await Promise.race([gone, until('Homeward to quit', () => app.exitCode !== null)])
  return changes
}
