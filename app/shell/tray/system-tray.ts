// The tray icon on the real desktop: made from Electron's parts, its image set again whenever the desktop changes.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { Tray as ElectronTray, Menu, nativeImage, nativeTheme, powerMonitor, screen } from 'electron'
import { windowsTool } from '../../model/windows-tool.ts'
import { iconFiles } from './icon-files.ts'
import { createTaskbarTheme } from './taskbar-theme.ts'
import { createTray, type Tray, type TrayOptions } from './tray.ts'
import { createIconSource } from './tray-icon.ts'

const run = promisify(execFile)

export interface SystemTrayOptions extends Pick<TrayOptions, 'first' | 'clock' | 'log' | 'onClick' | 'onMissing'> {
  /** The bundled files, with the icons. */
  readonly out: string
}

export function createSystemTray({ out, ...options }: SystemTrayOptions): Tray {
  const theme = createTaskbarTheme({
    nativeTheme,
    platform: process.platform,
    desktop: process.env.XDG_CURRENT_DESKTOP ?? '',
    queryRegistry: async (args) =>
      (await run(windowsTool('reg.exe', process.env), [...args], { windowsHide: true, timeout: 5_000 })).stdout,
  })
  const tray = createTray({
    ...options,
    createElectronTray: (image) => new ElectronTray(image),
    buildMenu: (template) => Menu.buildFromTemplate(template),
    iconFor: createIconSource({
      folder: iconFiles(out, process.platform).tray,
      platform: process.platform,
      createImage: () => nativeImage.createEmpty(),
      readFile: (path) => readFileSync(path),
    }),
    taskbar: () => theme.current(),
    reportsBounds: process.platform === 'win32',
  })
  const refresh = (): void => tray.refresh()
  theme.subscribe(refresh)
  screen.on('display-metrics-changed', refresh)
  screen.on('display-added', refresh)
  screen.on('display-removed', refresh)
  powerMonitor.on('resume', refresh)
  return tray
}
