// The second, short launch, for the screenshots of tray and toast: without a watcher on the bus Electron shows its icon in an
// XEmbed host, and dunst draws the toast. The two ways to show an icon exclude each other, so this needs its own launch.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { HOSTNAME, writePracticeDomain } from '../../e2e/lab/dns/practice-domain.ts'
import type { Environment } from '../../e2e/lab/environment.ts'
import { HOME_IPV4 } from '../../e2e/lab/network/namespaces.ts'
import { homeward, startApp } from '../../e2e/lab/process/app-process.ts'
import { until } from '../../e2e/lab/process/process-group.ts'
import { NEW_IPV4 } from './moves.ts'
import { areaOf, closeWindow, onDesktop, paintBackground, photograph, settle } from './screen.ts'
import type { Timeline } from './timeline.ts'

const PANEL = { name: 'panel', height: 40 }
const TOAST_CONFIG = `[global]
width = 380
height = 160
origin = top-right
offset = 24x24
frame_width = 1
frame_color = "#c8c8c8"
corner_radius = 6
padding = 14
horizontal_padding = 14
font = DejaVu Sans 10
icon_position = left
max_icon_size = 48
show_indicators = no
[urgency_normal]
background = "#fbfbfb"
foreground = "#1b1b1b"
[urgency_low]
background = "#fbfbfb"
foreground = "#1b1b1b"
[urgency_critical]
background = "#fbfbfb"
foreground = "#1b1b1b"
`

async function openDesktop(environment: Environment): Promise<void> {
  const { session } = environment
  session.start('openbox', [])
  await paintBackground(environment)
  const side = ['--edge', 'bottom', '--align', 'right', '--widthtype', 'request', '--height', String(PANEL.height)]
  session.start('trayer', [...side, '--expand', 'true', '--transparent', 'false'])
  const config = path.join(session.folder, 'dunstrc')
  await writeFile(config, TOAST_CONFIG, { mode: 0o644 })
  session.start('dunst', ['-config', config])
  await until('dunst', () => environment.bus.hasOwner('org.freedesktop.Notifications'))
  // An empty panel is one pixel wide and counts as hidden.
  await until('the tray host', () => onDesktop(environment, 'xwininfo', '-name', PANEL.name))
}

export async function takePortraits(environment: Environment, timeline: Timeline, pictures: string): Promise<void> {
  await openDesktop(environment)
  await writePracticeDomain(environment)
  // The app opens its window, which would cover the tray and the toast.
  const app = startApp(environment)
  await closeWindow(environment)
  await until(`${HOME_IPV4} in DNS`, async () =>
    (await environment.internet.resolve(HOSTNAME, 'A')).includes(HOME_IPV4),
  )
  const toast = () => onDesktop(environment, 'dunstctl', 'count', 'displayed')
  if (environment.network) await environment.network.change({ ipv4: NEW_IPV4 })
  else await environment.internet.answerEcho('ipv4', NEW_IPV4)
  // Without an address change the kernel reports nothing, so we ask the running app to check.
  if (!environment.network) await homeward(environment, ['update'])
  await until('the toast on the screen', async () => Number(await toast()) > 0, 15_000)
  await sleep(300)
  await photograph(environment, path.join(pictures, 'toast.png'), { x: 840, y: 0, width: 440, height: 140 })
  timeline.step('picture', 'Photographed the toast: out/demo/toast.png', { file: 'out/demo/toast.png' })
  const panel = await until('the tray', () => areaOf(environment, PANEL.name))
  await onDesktop(
    environment,
    'xdotool',
    'mousemove',
    String(panel.x + panel.width / 2),
    String(panel.y + panel.height / 2),
  )
  await onDesktop(environment, 'xdotool', 'click', '3')
  await settle()
  await photograph(environment, path.join(pictures, 'tray.png'), { x: 980, y: 560, width: 300, height: 240 })
  timeline.step('picture', 'Photographed the tray and its menu: out/demo/tray.png', { file: 'out/demo/tray.png' })
  app.kill('SIGTERM')
}
