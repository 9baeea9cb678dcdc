// The first launch: one change of address, and each place where it must show. Every wait is for the real thing, bounded.
import path from 'node:path'
import { type AddressMonitor, watchAddresses } from '../../e2e/lab/address-monitor.ts'
import { homeward, startApp } from '../../e2e/lab/app-process.ts'
import { HOME_IPV4, HOME_IPV6 } from '../../e2e/lab/namespaces.ts'
import { HOSTNAME, writePracticeDomain } from '../../e2e/lab/practice-domain.ts'
import { until } from '../../e2e/lab/processes.ts'
import type { World } from '../../e2e/lab/world.ts'
import type { LoggedRequest } from '../../e2e/servers/request-log.ts'
import { paintBackground, photograph, placeOf, settle } from './screen.ts'
import type { Change, Timeline } from './timeline.ts'

type Family = Change['family']
interface Move {
  readonly family: Family
  readonly from: string
  readonly to: string
}

/** With a network of its own both families move; without one only what the echo services say of IPv4. */
export const movesIn = (world: World): Move[] => [
  { family: 'ipv4', from: HOME_IPV4, to: '11.22.33.77' },
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
  for (const { family, to } of moves) {
    if (!world.network) await world.internet.answerEcho(family, to)
    else if (family === 'ipv4') await world.network.changeIpv4(to)
    else await world.network.changeIpv6(to)
  }
  return Promise.all(moves.map(async ({ to }) => (monitor ? monitor.cameAt(to) : asked)))
}

/** Without a change of address the kernel has nothing to tell, so the app is asked to look. */
async function look(world: World): Promise<void> {
  if (world.network) return
  await (await world.tray.item()).choose('Update now')
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

  const monitor = world.network ? await watchAddresses(world.network) : null
  const seen = world.internet.requests.length
  const toasts = world.toasts.shown.length
  const what = world.network ? `ip addr on ${world.network.wire}` : 'the answer of the practice echo'
  const times = await change(world, moves, monitor)
  timeline.step('change', `Changed ${what} to ${moves.map((move) => move.to).join(' and ')}.`)
  await look(world)
  const changes: Change[] = []
  for (const [index, move] of moves.entries()) {
    const request = await world.internet.request(carries(move.to), { from: seen })
    const reactionMs = Math.round((request.at - (times[index] ?? request.at)) * 10) / 10
    const answer = request.answer?.trim() ?? ''
    changes.push({ hostname: HOSTNAME, ...move, reactionMs })
    const sentence = `Provider got ${request.method} ${request.url} and said "${answer}", ${reactionMs} ms after the change.`
    timeline.step('request', sentence, { url: request.url, answer, reactionMs })
    await resolved(world, move)
    timeline.step('dns', `DNS answers ${move.to} for ${HOSTNAME}.`, { address: move.to })
  }
  for (const { to } of moves) {
    const toast = await world.toasts.toast((shown) => shown.body.includes(to), { from: toasts })
    timeline.step('toast', `Toast: "${toast.title}: ${toast.body}"`, { title: toast.title, body: toast.body })
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
  await monitor?.close()
  return changes
}
