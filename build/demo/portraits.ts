// The second, short launch, for the photographs of tray and toast: with no watcher on the bus Electron shows its icon in an
// XEmbed host, and dunst draws the toast. The two ways of showing an icon exclude each other, hence a launch of its own.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { homeward, startApp } from '../../e2e/lab/app-process.ts'
import { HOSTNAME, writePracticeDomain } from '../../e2e/lab/practice-domain.ts'
import { until } from '../../e2e/lab/processes.ts'
import type { World } from '../../e2e/lab/world.ts'
import { movesIn } from './following.ts'
import { onDesktop, paintBackground, photograph, placeOf, settle } from './screen.ts'
import type { Timeline } from './timeline.ts'

const PANEL = { name: 'panel', height: 40 }
const TOAST_CONFIG = `[global]
width = 380
height = 160
origin = top-right
offset = 24x24
frame_width = 1
font = DejaVu Sans 10
markup = no
icon_position = left
max_icon_size = 48
`

async function openDesktop(world: World): Promise<void> {
  const { session } = world
  session.start('openbox', [])
  await paintBackground(world)
  const side = ['--edge', 'bottom', '--align', 'right', '--widthtype', 'request', '--height', String(PANEL.height)]
  session.start('trayer', [...side, '--expand', 'true', '--transparent', 'false'])
  const config = path.join(session.folder, 'dunstrc')
  await writeFile(config, TOAST_CONFIG, { mode: 0o644 })
  session.start('dunst', ['-config', config])
  await until('dunst', () => world.bus.hasOwner('org.freedesktop.Notifications'))
  await until('the tray host', () => placeOf(world, PANEL.name))
}

export async function portray(world: World, timeline: Timeline, pictures: string): Promise<void> {
  await openDesktop(world)
  await writePracticeDomain(world, { ipv6: true })
  // Started by hand the app opens its window, which would stand before what is to be seen.
  const app = startApp(world)
  await until('the window', () => placeOf(world, 'Homeward'), 15_000)
  await onDesktop(world, 'xdotool', 'key', 'alt+F4')
  await until('the window to close', async () => (await placeOf(world, 'Homeward')) === null)
  for (const { from, family } of movesIn(world)) {
    await until(`${from} at the provider`, async () =>
      (await world.internet.resolve(HOSTNAME, family === 'ipv4' ? 'A' : 'AAAA')).includes(from),
    )
  }
  const moves = movesIn(world)
  const toast = () => onDesktop(world, 'dunstctl', 'count', 'displayed')
  if (world.network) await world.network.changeIpv4(moves[0]?.to ?? '')
  else await world.internet.answerEcho('ipv4', moves[0]?.to ?? '')
  // Without a change of address the kernel has nothing to tell, so the running app is asked to look.
  if (!world.network) await homeward(world, ['update'])
  await until('the toast on the screen', async () => Number(await toast()) > 0, 15_000)
  await sleep(300)
  await photograph(world, path.join(pictures, 'toast.png'), { x: 760, y: 0, width: 520, height: 260 })
  timeline.step('picture', 'Photographed the toast: out/demo/toast.png', { file: 'out/demo/toast.png' })
  const panel = await until('the tray', () => placeOf(world, PANEL.name))
  await onDesktop(world, 'xdotool', 'mousemove', String(panel.x + panel.width / 2), String(panel.y + panel.height / 2))
  await onDesktop(world, 'xdotool', 'click', '3')
  await settle()
  await photograph(world, path.join(pictures, 'tray.png'), { x: 760, y: 480, width: 520, height: 320 })
  timeline.step('picture', 'Photographed the tray and its menu: out/demo/tray.png', { file: 'out/demo/tray.png' })
  app.kill('SIGTERM')
}
