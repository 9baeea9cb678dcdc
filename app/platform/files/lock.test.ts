import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { translator } from '../../contract/messages/translate.ts'
import { acquireLock } from './lock.ts'

let folder = ''
let path = ''
const children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-lock-'))
  path = join(folder, 'engine.lock')
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** Another process that tries to take the lock, and holds it until it is killed. */
async function tryElsewhere() {
  const program = join(folder, 'hold.cjs')
  await build({
    stdin: {
      contents: `import { acquireLock } from './lock.ts'
        import { translator } from '../../contract/messages/translate.ts'
        // Whoever takes it need not keep what releases it.
        const collected = (text) => setTimeout(() => {
          globalThis.gc()
          setTimeout(() => process.stdout.write(text), 20)
        }, 20)
        acquireLock(${JSON.stringify(path)}, translator('en')).then((lock) => collected(lock.ok ? 'held' : lock.reason))
        setInterval(() => {}, 1000)`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: program,
    external: ['@photostructure/sqlite'],
  })
  const child = spawn(process.execPath, ['--expose-gc', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_PATH: join(import.meta.dirname, '../../../node_modules') },
  })
  children.push(child)
  const said = await new Promise<string>((resolve) => child.stdout?.once('data', (data) => resolve(String(data))))
  return { child, said }
}

describe('the lock on a data folder', () => {
  it('is held by one process at a time, and can be taken again after its release', async () => {
    const first = await acquireLock(path, translator('en'))
    expect(first.ok).toBe(true)
    const second = await acquireLock(path, translator('en'))
    expect(second).toEqual({
      ok: false,
      isTaken: true,
      reason: `Homeward is already running for this data folder (process ${process.pid}). Only one may send updates.`,
    })
    // Whoever opens the file a second time in this process loses the lock when it is closed (POSIX).
    expect((await tryElsewhere()).said).toContain(`process ${process.pid}`)
    const zhCN = await acquireLock(path, translator('zh-CN'))
    expect(zhCN).toMatchObject({ reason: expect.stringContaining(`已在使用此数据文件夹运行（进程 ${process.pid}）`) })
    if (first.ok) {
      first.release()
      first.release()
    }
    expect(existsSync(`${path}.pid`)).toBe(false)
    const third = await acquireLock(path, translator('en'))
    expect(third.ok).toBe(true)
    if (third.ok) third.release()
  })

  it('names the process that holds it, and is free again when that process is killed', async () => {
    const { child, said } = await tryElsewhere()
    expect(said).toBe('held')
    const refused = await acquireLock(path, translator('en'))
    expect(refused.ok === false && refused.reason).toContain(`process ${child.pid}`)
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
    const lock = await acquireLock(path, translator('en'))
    expect(lock.ok).toBe(true)
    if (lock.ok) lock.release()
  })

  it.skipIf(process.platform === 'win32')('follows no link that was put in place of its two files', async () => {
    const precious = join(folder, 'precious')
    writeFileSync(precious, 'precious')
    symlinkSync(precious, `${path}.pid`)
    const lock = await acquireLock(path, translator('en'))
    expect(lock.ok).toBe(true)
    expect(readFileSync(precious, 'utf8')).toBe('precious')
    expect(lstatSync(`${path}.pid`).isFile()).toBe(true)
    if (lock.ok) lock.release()

    rmSync(path)
    writeFileSync(precious, '')
    symlinkSync(precious, path)
    const linked = await acquireLock(path, translator('en'))
    expect(linked.ok === false && linked.reason).toMatch(/^The data folder could not be locked .*ELOOP/)
    expect(readFileSync(precious, 'utf8')).toBe('')
    symlinkSync(join(folder, 'not-there'), join(folder, 'other.lock'))
    expect(await acquireLock(join(folder, 'other.lock'), translator('en'))).toMatchObject({ ok: false, isTaken: false })
    expect(existsSync(join(folder, 'not-there'))).toBe(false)
  })

  it.skipIf(process.platform === 'win32')('does not wait for a named pipe in place of its two files', async () => {
    execFileSync('mkfifo', [path, join(folder, 'second.lock.pid')])
    expect(await acquireLock(path, translator('en'))).toMatchObject({ ok: false, isTaken: false })
    const second = join(folder, 'second.lock')
    const lock = await acquireLock(second, translator('en'))
    expect(lock.ok).toBe(true)
    rmSync(`${second}.pid`)
    execFileSync('mkfifo', [`${second}.pid`])
    const refused = await acquireLock(second, translator('en'))
    expect(refused.ok === false && refused.reason).toContain('another process')
    if (lock.ok) lock.release()
  })

  it('does not fail because a folder has the name of the file with its number', async () => {
    mkdirSync(join(`${path}.pid`, 'full'), { recursive: true })
    const lock = await acquireLock(path, translator('en'))
    expect(lock.ok).toBe(true)
    if (lock.ok) lock.release()
  })

  it('says why a folder cannot be locked', async () => {
    const lock = await acquireLock(join(folder, 'missing', 'engine.lock'), translator('en'))
    expect(lock.ok === false && lock.reason).toMatch(/^The data folder could not be locked/)
  })
})
