// A start at sign-in that cannot work yet: the tray says why, offers another try, and tries by itself. Nothing else is shown.
import { chmod, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { translator } from '../../app/contract/messages/translate.ts'
import { acquireLock } from '../../app/platform/files/lock.ts'
import { expect, test } from '../fixture.ts'
import type { HomewardApp } from '../homeward-app.ts'
import type { Environment } from '../lab/environment.ts'
import { until } from '../lab/process/process-group.ts'
import { projectDir } from '../lab/process/runtime.ts'
import { writeForUser } from '../lab/process/unprivileged.ts'
import { label } from '../labels.ts'
import { writeEmptySettings, writePracticeDomain } from '../practice.ts'

const SIGN_IN = ['--background']
/** A locked database is waited for before the start counts as failed. */
const FAILED_WITHIN_MS = 20_000
/** The first try by timer comes after ten seconds. */
const RETRIED_WITHIN_MS = 25_000

const menuLabels = async (homeward: HomewardApp) => (await (await homeward.tray()).menu()).map((item) => item.label)
const tooltip = async (homeward: HomewardApp) => (await homeward.tray()).tooltip()

/** The states whose drawing has the shape that the desktop shows now. */
async function statesShown(homeward: HomewardApp): Promise<string[]> {
  const shown = await (await homeward.tray()).icon()
  const folder = path.join(projectDir, 'out/icons/tray')
  const files = (await readdir(folder)).filter((name) => name.endsWith('-dark-64.png'))
  const bitmaps = await homeward.electron.evaluate(
    ({ nativeImage }, paths) => paths.map((file) => nativeImage.createFromPath(file).toBitmap().toString('base64')),
    files.map((name) => path.join(folder, name)),
  )
  // Opacity is one byte of each four: the last one in Chromium's bitmap, the first one in the tray's protocol.
  const shape = (pixels: Buffer, at: number) => Buffer.from(pixels.filter((_, index) => index % 4 === at))
  const wanted = shape(shown?.pixels ?? Buffer.of(), 0)
  return files
    .filter((_, index) => shape(Buffer.from(bitmaps[index] ?? '', 'base64'), 3).equals(wanted))
    .map((name) => name.split('-')[0] ?? '')
}

/** How often the log says that the engine could not start. */
async function failures({ folder }: Environment): Promise<number> {
  const logs = path.join(folder, 'logs')
  const files = await Promise.all((await readdir(logs)).map((name) => readFile(path.join(logs, name), 'utf8')))
  return files.join('').split('the engine could not start').length - 1
}

/** Titles of the windows on the screen, native ones, too. */
async function windowsOnScreen({ session }: Environment): Promise<string> {
  const { stdout } = session.start('xwininfo', ['-root', '-tree'])
  let text = ''
  for await (const chunk of stdout ?? []) text += String(chunk)
  return text
}

async function expectFailure(homeward: HomewardApp, sentence: RegExp): Promise<void> {
  await expect.poll(() => tooltip(homeward), { timeout: FAILED_WITHIN_MS }).toMatch(/^Homeward: Could not start: /)
  expect(await tooltip(homeward)).toMatch(sentence)
  const labels = (await menuLabels(homeward)).filter(Boolean)
  expect(labels).toEqual([expect.stringMatching(/^Could not start: /), label('menu.try-again'), label('menu.quit')])
  await expect.poll(() => statesShown(homeward)).toEqual(['attention'])
  expect(homeward.electron.windows()).toHaveLength(0)
}

/** As another process that runs for this data folder. */
async function takeDataFolder(environment: Environment) {
  await writeEmptySettings(environment)
  const file = path.join(environment.folder, 'engine.lock')
  const lock = await acquireLock(file, translator('en'))
  if (!lock.ok) throw new Error(lock.reason)
  await chmod(file, 0o666)
  return lock
}

test('a locked database: the tray needs the user, and "Try again" starts once it is free', async ({
  homeward,
  environment,
}) => {
  await writeEmptySettings(environment)
  const file = path.join(environment.folder, 'homeward.sqlite')
  await writeForUser(environment.session.user, file, '')
  const holder = new DatabaseSync(file)
  holder.exec('BEGIN EXCLUSIVE')
  try {
    await homeward.startInBackground(SIGN_IN)
    await expectFailure(homeward, /locked/)
    expect(await failures(environment)).toBe(1)
    await (await homeward.tray()).choose(label('menu.try-again'))
    await expect.poll(() => failures(environment), { timeout: FAILED_WITHIN_MS }).toBe(2)
    await expectFailure(homeward, /locked/)
  } finally {
    holder.close()
  }
  await (await homeward.tray()).choose(label('menu.try-again'))
  await expect.poll(() => menuLabels(homeward)).toContain(label('menu.update-now'))
  expect(homeward.electron.windows()).toHaveLength(0)
})

test('another process in the data folder: the app starts automatically once that has ended', async ({
  homeward,
  environment,
}) => {
  const lock = await takeDataFolder(environment)
  await homeward.startInBackground(SIGN_IN)
  await expectFailure(homeward, /already running for this data folder/)
  lock.release()
  await expect.poll(() => menuLabels(homeward), { timeout: RETRIED_WITHIN_MS }).toContain(label('menu.update-now'))
  expect(homeward.electron.windows()).toHaveLength(0)
})

test('a click on the icon tries again and says why it fails, and opens the window once it works', async ({
  homeward,
  environment,
}) => {
  const lock = await takeDataFolder(environment)
  await homeward.startInBackground(SIGN_IN)
  await expectFailure(homeward, /already running/)
  expect(await windowsOnScreen(environment)).not.toContain(label('dialog.start-title'))
  await (await homeward.tray()).click()
  await expect.poll(() => windowsOnScreen(environment)).toContain(label('dialog.start-title'))
  lock.release()
  const opened = homeward.electron.waitForEvent('window')
  await (await homeward.tray()).click()
  const page = await opened
  await expect(page.locator('main').first()).toBeVisible()
})

test('a data folder that is not there yet: the tray says so, and the app starts once it is', async ({
  homeward,
  environment,
}) => {
  await writeEmptySettings(environment)
  const aside = `${environment.folder}.aside`
  await rename(environment.folder, aside)
  await writeFile(environment.folder, 'no folder')
  await homeward.startInBackground(SIGN_IN)
  await expectFailure(homeward, /cannot be made or written/)
  await rename(environment.folder, `${aside}.file`)
  await rename(aside, environment.folder)
  const { service } = await homeward.tray()
  const ended = homeward.electron.waitForEvent('close')
  await (await homeward.tray()).choose(label('menu.try-again'))
  await ended
  // The app starts again, as a new process with a new icon.
  const restarted = await until('a new icon', async () => {
    const item = await environment.tray.item()
    return item.service === service ? null : item
  })
  await expect.poll(async () => (await restarted.menu()).map((item) => item.label)).toContain(label('menu.update-now'))
  await restarted.choose(label('menu.quit'))
  await until('the end of the app', async () => ((await environment.bus.hasOwner(restarted.service)) ? null : true))
})

test('broken settings and no keyring at sign-in: the app runs, and the tray needs the user', async ({
  homeward,
  environment,
}) => {
  await writePracticeDomain(environment)
  await environment.session.keyring.stop()
  await homeward.startInBackground(SIGN_IN)
  await expect.poll(() => statesShown(homeward)).toEqual(['attention'])
  await expect.poll(() => tooltip(homeward)).toMatch(/credential store/)
  await environment.session.keyring.start()
  await (await homeward.tray()).choose(label('menu.update-now'))
  await expect.poll(() => statesShown(homeward)).toEqual(['ok'])
  await homeward.quit()
  await writeForUser(environment.session.user, path.join(environment.folder, 'settings.yaml'), 'version: [')
  await homeward.startInBackground(SIGN_IN)
  await expect.poll(() => statesShown(homeward)).toEqual(['attention'])
  await expect.poll(() => tooltip(homeward)).toMatch(/settings/i)
  expect(homeward.electron.windows()).toHaveLength(0)
})
