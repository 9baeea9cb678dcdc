// Tests the installed command `homeward`: whose node.exe it runs.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { projectRoot } from '../../native-addon/test/project-root.ts'
import { type WineLab, windowsPath } from './lab.ts'

/** Runs a batch file in a folder, with a PATH, as a command prompt does. The prompt redirects: Wine loses what Node would. */
const PROMPT = `
const { spawnSync } = require('node:child_process')
const [file, folder, path, output] = process.argv.slice(2)
const line = '""' + file + '" one "two 2" > "' + output + '" 2>&1"'
const { status } = spawnSync('C:/windows/system32/cmd.exe', ['/d', '/s', '/c', line], {
  cwd: folder, env: { ...process.env, PATH: path }, stdio: 'ignore', windowsVerbatimArguments: true,
})
process.exitCode = status
`

export function describeLauncher(lab: () => WineLab): void {
  let bin = ''
  let planted = ''

  const homeward = async (path: readonly string[]) => {
    const output = join(lab().folder, 'launcher.out')
    const files = [join(bin, 'homeward.cmd'), planted].map(windowsPath)
    const args = [join(lab().folder, 'prompt.cjs'), ...files, path.map(windowsPath).join(';'), output]
    const { code } = await lab().startNode([windowsPath(args[0] ?? ''), ...args.slice(1, -1), windowsPath(output)])
      .ended
    return { code, output: readFileSync(output, 'utf8') }
  }

  beforeAll(() => {
    const resources = join(lab().folder, 'resources')
    bin = join(resources, 'bin')
    planted = join(lab().folder, 'downloads')
    const code = join(resources, 'app.asar.unpacked/out/app')
    for (const folder of [bin, planted, code]) mkdirSync(folder, { recursive: true })
    cpSync(join(projectRoot, 'build/package/launcher/homeward.cmd'), join(bin, 'homeward.cmd'))
    writeFileSync(
      join(code, 'headless.cjs'),
      "require('node:fs').writeSync(1, JSON.stringify([process.execPath, ...process.argv.slice(2)]))",
    )
    writeFileSync(join(lab().folder, 'prompt.cjs'), PROMPT)
    cpSync(join(lab().folder, 'node.exe'), join(planted, 'node.exe'))
  })

  test('homeward.cmd runs the node.exe on the PATH, not the one in the current folder', async () => {
    const { code, output } = await homeward([lab().folder])
    expect(code).toBe(0)
    expect(JSON.parse(output)).toEqual([windowsPath(join(lab().folder, 'node.exe')), 'one', 'two 2'])
  })

  test('homeward.cmd says what it needs where no node.exe is on the PATH, though one is in the current folder', async () => {
    const { code, output } = await homeward([bin])
    expect(output).toContain('needs Node.js 18.15 or later on the PATH')
    expect(code).toBe(2)
  })
}
