// Screenshots of the X display, and what a person does on it.
import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Environment } from '../../e2e/lab/environment.ts'
import { createProcessGroup, until } from '../../e2e/lab/process/process-group.ts'
import { asUser } from '../../e2e/lab/process/unprivileged.ts'

/** Runs a program of the session to its end. @returns its standard output; empty when it failed */
async function output(environment: Environment, file: string, args: readonly string[]): Promise<Buffer> {
  const processes = createProcessGroup()
  const child = processes.start(...asUser(environment.session.user, file, args), {
    env: environment.env,
    cwd: environment.session.folder,
  })
  const chunks: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null))
    child.on('close', resolve)
  })
  return code === 0 ? Buffer.concat(chunks) : Buffer.alloc(0)
}

export const onDesktop = async (environment: Environment, file: string, ...args: string[]): Promise<string> =>
  (await output(environment, file, args)).toString()

/** Gives the desktop a plain colour, so that a picture shows only what is ours. */
export const paintBackground = (environment: Environment) => onDesktop(environment, 'xsetroot', '-solid', '#31597d')

export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Photographs only the app's window: the rest of a user's screen is private. */
export async function photographWindow(environment: Environment, file: string): Promise<void> {
  const ids = (await onDesktop(environment, 'xdotool', 'search', '--onlyvisible', '--name', '^Homeward$'))
    .trim()
    .split('\n')
  const picture = await output(environment, 'import', ['-silent', '-window', ids.at(-1) ?? '', 'png:-'])
  if (picture.length === 0) throw new Error('the window could not be photographed')
  await writeFile(file, picture)
}

/** Photographs the display, or a part of it, into a PNG file. @throws when there is no picture */
export async function photograph(environment: Environment, file: string, area?: Area): Promise<void> {
  const crop = area ? ['-crop', `${area.width}x${area.height}+${area.x}+${area.y}`, '+repage'] : []
  const picture = await output(environment, 'import', ['-silent', '-window', 'root', ...crop, 'png:-'])
  if (picture.length === 0) throw new Error('the display could not be photographed')
  await writeFile(file, picture)
}

/** The area of the newest visible window with this name; null when there is none. */
export async function areaOf(environment: Environment, name: string): Promise<Area | null> {
  const found = (await onDesktop(environment, 'xdotool', 'search', '--onlyvisible', '--name', name)).trim().split('\n')
  const id = found.at(-1)
  if (!id) return null
  const shell = await onDesktop(environment, 'xdotool', 'getwindowgeometry', '--shell', id)
  const number = (key: string) => Number(new RegExp(`^${key}=(-?\\d+)$`, 'm').exec(shell)?.[1] ?? Number.NaN)
  const area = { x: number('X'), y: number('Y'), width: number('WIDTH'), height: number('HEIGHT') }
  return Number.isNaN(area.x + area.y + area.width + area.height) ? null : area
}

/** Closes the app's window as a user does. */
export async function closeWindow(environment: Environment): Promise<void> {
  await until('the window', () => areaOf(environment, 'Homeward'), 15_000)
  await until('the window to close', async () => {
    await settle()
    // On the user's own desktop a key could reach another window. A click on the icon reaches only ours.
    if (environment.show) await (await environment.tray.item()).click()
    else await onDesktop(environment, 'xdotool', 'key', 'alt+F4')
    await settle()
    return (await areaOf(environment, 'Homeward')) === null
  })
}

/** Waits until the page has finished drawing. */
export const settle = () => sleep(700)
