// The tray on this desktop: Electron's pieces, and the moments at which its image has to be set anew.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { Tray as ElectronTray, Menu, nativeImage, nativeTheme, powerMonitor, screen } from 'electron'
import type { Clock, Log } from '../../model/ports.ts'
import { iconFiles } from './icon-files.ts'
import { TaskbarTheme } from './taskbar-theme.ts'
import { Tray, type TrayView } from './tray.ts'
import { createIconSource } from './tray-icon.ts'

const run = promisify(execFile)

export interface TraySurfaceParts {
  readonly out: string
  readonly clock: Clock
  readonly log: Log
  readonly onClick: () => void
  readonly onMissing: () => void
}

export function createTraySurface({ out, clock, log, onClick, onMissing }: TraySurfaceParts, first: TrayView): Tray {
  const theme = new TaskbarTheme({
    nativeTheme,
    platform: process.platform,
    desktop: process.env.XDG_CURRENT_DESKTOP ?? '',
    queryRegistry: async (args) => (await run('reg', [...args], { windowsHide: true, timeout: 5_000 })).stdout,
  })
  const tray = new Tray(
    {
      createTray: (image) => new ElectronTray(image),
      buildMenu: (template) => Menu.buildFromTemplate(template),
      iconFor: createIconSource({
        folder: iconFiles(out, process.platform).tray,
        platform: process.platform,
        createImage: () => nativeImage.createEmpty(),
        readFile: (path) => readFileSync(path),
      }),
      taskbar: () => theme.current(),
      canSeeIcon: process.platform === 'win32',
      clock,
      log,
      onClick,
      onMissing,
    },
    first,
  )
  const refresh = (): void => tray.refresh()
  theme.watch(refresh)
  screen.on('display-metrics-changed', refresh)
  screen.on('display-added', refresh)
  screen.on('display-removed', refresh)
  powerMonitor.on('resume', refresh)
  return tray
}
