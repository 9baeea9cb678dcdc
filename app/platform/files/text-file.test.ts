import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readTextFile } from './text-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-text-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function read(content: string | Buffer, maxBytes = 1024) {
  const path = join(folder, 'file')
  writeFileSync(path, content)
  return readTextFile(path, maxBytes)
}
const utf16 = (text: string, mark = '\ufeff') => Buffer.from(mark + text, 'utf16le')

it('reads UTF-8 text, with or without a byte order mark', async () => {
  expect(await read('naïve')).toEqual({ state: 'read', text: 'naïve' })
  expect(await read('\ufeffnaïve')).toEqual({ state: 'read', text: 'naïve' })
  expect(await read('')).toEqual({ state: 'read', text: '' })
  expect(await read('a')).toEqual({ state: 'read', text: 'a' })
})

it('names the encoding of a text that is not UTF-8', async () => {
  const problem = async (content: Buffer) => {
    const file = await read(content)
    return file.state === 'no-text' ? file.problem : file.state
  }
  expect(await problem(utf16('version: 1'))).toContain('UTF-16')
  expect(await problem(utf16('version: 1').swap16())).toContain('UTF-16')
  expect(await problem(utf16('version: 1', ''))).toContain('UTF-16')
  expect(await problem(utf16('version: 1', '').swap16())).toContain('UTF-16')
  for (const text of [
    '\u0000\u0000\u0000\u0000\u0000\u0000',
    '\u0000version: 1',
    'v\u0000ersion: 1',
    'a\u0000b: 1\n',
  ]) {
    expect(await problem(Buffer.from(text))).toContain('not a text file')
  }
  expect(await problem(utf16('naïve: "地"', ''))).toContain('UTF-16')
  expect(await problem(Buffer.from('naïve', 'latin1'))).toContain('not UTF-8')
  expect(await problem(Buffer.from('PK\u0003\u0004 and\u0000more'))).toContain('not a text file')
})

it('reads no more than the limit', async () => {
  expect(await read('x'.repeat(1024))).toMatchObject({ state: 'read' })
  expect(await read('x'.repeat(1025))).toEqual({ state: 'no-text', problem: 'is larger than 1 KiB' })
  expect(await read('x'.repeat(200_000), 131_072)).toEqual({ state: 'no-text', problem: 'is larger than 128 KiB' })
  // It has no end, and no size to ask for.
  if (process.platform === 'linux') {
    expect(await readTextFile('/dev/zero', 4 * 1024 * 1024)).toMatchObject({ problem: 'is larger than 4 MiB' })
  }
})

it('tells a missing file from one that cannot be read', async () => {
  expect(await readTextFile(join(folder, 'nothing'), 1024)).toEqual({ state: 'missing' })
  expect(await readTextFile(folder, 1024)).toEqual({ state: 'unreadable', code: 'EISDIR' })
})

it.skipIf(process.platform === 'win32')(
  'reads a pipe, and neither waits for its other end nor keeps the process for it',
  async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const writer = spawn('sh', ['-c', `sleep 0.2; { echo 'version: 1'; sleep 0.2; echo 'accounts: []'; } > "${pipe}"`])
    expect(await readTextFile(pipe, 1024)).toEqual({ state: 'read', text: 'version: 1\naccounts: []\n' })
    writer.kill()
    expect(await readTextFile(pipe, 1024)).toEqual({ state: 'unreadable', code: 'a pipe that brings nothing' })
    const program = join(folder, 'read.cjs')
    await build({
      stdin: {
        contents: `import { readTextFile } from './text-file.ts'
        readTextFile(${JSON.stringify(pipe)}, 1024).then(({ state }) => process.exit(state === 'unreadable' ? 0 : 1))`,
        resolveDir: import.meta.dirname,
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: program,
    })
    expect(spawnSync(process.execPath, [program], { timeout: 6_000, killSignal: 'SIGKILL' }).status).toBe(0)
  },
  20_000,
)
