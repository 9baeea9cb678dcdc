// Tests the installed command `homeward`: whose node.exe it runs.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { projectRoot } from '../../native-addon/test/project-root.ts'
import { type WineLab, windowsPath } from './lab.ts'

/** Runs a batch file in a folder, with a PATH, as a command prompt does. */
const PROMPT = String.raw`
const { spawnSync } = require('node:child_process')
const [file, folder, path, result] = process.argv.slice(2)
const { status } = spawnSync('C:\\windows\\system32\\cmd.exe', ['/d', '/s', '/c', '""' + file + '" one "two 2""'], {
  cwd: folder, env: { ...process.env, PATH: path, RESULT: result }, stdio: 'ignore', windowsVerbatimArguments: true,
})
process.exitCode = status
`
/** In place of the command line's bundle. It writes a file, since Wine's command prompt loses its programs' output. */
const BUNDLE = `
require('node:fs').writeFileSync(process.env.RESULT, JSON.stringify([process.execPath, ...process.argv.slice(2)]))
`

export function describeLauncher(lab: () => WineLab): void {
  let bin = ''
  let planted = ''
  let result = ''

  const homeward = async (path: readonly string[]) => {
    const prompt = join(lab().folder, 'prompt.cjs')
    const files = [prompt, join(bin, 'homeward.cmd'), planted].map(windowsPath)
    const { code } = await lab().startNode([...files, path.map(windowsPath).join(';'), windowsPath(result)]).ended
    return code
  }

  beforeAll(() => {
    const resources = join(lab().folder, 'resources')
    bin = join(resources, 'bin')
    planted = join(lab().folder, 'downloads')
    result = join(lab().folder, 'result.json')
    const code = join(resources, 'app.asar.unpacked/out/app')
    for (const folder of [bin, planted, code]) mkdirSync(folder, { recursive: true })
    cpSync(join(projectRoot, 'build/package/launcher/homeward.cmd'), join(bin, 'homeward.cmd'))
    writeFileSync(join(code, 'headless.cjs'), BUNDLE)
    writeFileSync(join(lab().folder, 'prompt.cjs'), PROMPT)
    cpSync(join(lab().folder, 'node.exe'), join(planted, 'node.exe'))
  })

  test('homeward.cmd runs the node.exe on the PATH, not the one in the current folder', async () => {
    expect(await homeward([lab().folder])).toBe(0)
    const ran = JSON.parse(readFileSync(result, 'utf8'))
    expect(ran).toEqual([windowsPath(join(lab().folder, 'node.exe')), 'one', 'two 2'])
  })

  test('homeward.cmd runs nothing where no node.exe is on the PATH, though one is in the current folder', async () => {
    rmSync(result, { force: true })
    expect(await homeward([bin])).toBe(2)
    expect(existsSync(result)).toBe(false)
  })
}
