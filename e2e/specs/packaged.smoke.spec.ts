// The packaged app, as `npm run package -- --test` makes it: it starts, loads its libraries from beside the archive, and works.
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '../fixture.ts'
import { chromiumArguments } from '../lab/process/app-process.ts'
import { projectDir } from '../lab/process/runtime.ts'
import { asUser } from '../lab/process/unprivileged.ts'
import { label } from '../labels.ts'
import { OverviewPage } from '../pages/overview-page.ts'
import { HOSTNAME, START_ADDRESS, writePracticeDomain } from '../practice.ts'

const folder = path.join(projectDir, 'dist/test/linux-unpacked')
const packaged = path.join(folder, 'homeward')
const LIBRARIES = ['homeward_network.node', '@photostructure+sqlite.glibc.node', 'keytar.node']

test.use({ packaged })
test.skip(!existsSync(packaged), 'needs the package for tests; run: npm run package -- --test')

test('the packaged app updates a domain with its three libraries, and quits cleanly', async ({
  homeward,
  environment,
}) => {
  await writePracticeDomain(environment)
  const page = await homeward.start()
  const overview = new OverviewPage(page)
  await expect(overview.see.state(HOSTNAME, 'ok')).toBeVisible()
  await expect(overview.see.address(HOSTNAME, START_ADDRESS)).toBeVisible()
  expect(await environment.internet.resolve(HOSTNAME, 'A')).toEqual([START_ADDRESS])
  const polling = label('notice.adapter-polling', { reason: '' }).trim()
  await expect(page.getByText(polling)).toHaveCount(0)

  const maps = readFileSync(`/proc/${homeward.electron.process().pid}/maps`, 'utf8')
  for (const library of LIBRARIES)
    expect(maps).toMatch(new RegExp(`/app\\.asar\\.unpacked/.*/${library.replace('+', '\\+')}$`, 'm'))
  expect(await homeward.sandbox()).toMatchObject({ seccomp: 'filter', ownPidNamespace: true })

  const ended = new Promise((resolve) => homeward.electron.process().once('exit', resolve))
  await homeward.quit()
  expect(await ended).toBe(0)
})

test('a replaced library beside the archive is refused by its name', async ({ environment }) => {
  const copy = path.join(environment.session.folder, 'exchanged')
  cpSync(folder, copy, { recursive: true })
  const library = path.join(copy, 'resources/app.asar.unpacked/native-addon/prebuilds/linux-x64/homeward_network.node')
  writeFileSync(library, Buffer.concat([readFileSync(library), Buffer.from('\0')]))
  const line = asUser(environment.session.user, path.join(copy, 'homeward'), [
    ...chromiumArguments(environment),
    '--background',
  ])
  const app = environment.session.processes.start(...line, { env: environment.env, cwd: environment.session.folder })
  const logs = path.join(environment.folder, 'logs')
  const logged = (): string => {
    if (!existsSync(logs)) return ''
    return readdirSync(logs)
      .map((name) => readFileSync(path.join(logs, name), 'utf8'))
      .join('')
  }
  await expect
    .poll(logged, { timeout: 30_000 })
    .toContain('native-addon/prebuilds/linux-x64/homeward_network.node is not the file that Homeward came with')
  // The tray says so, and the engine starts once the file is right. Until then no part of the engine runs.
  expect(app.exitCode).toBeNull()
  expect(existsSync(path.join(environment.folder, 'homeward.sqlite'))).toBe(false)
  rmSync(copy, { recursive: true })
})
