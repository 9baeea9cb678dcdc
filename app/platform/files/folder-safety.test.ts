import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { translator } from '../../contract/messages/translate.ts'
import { prepareDataFolder } from './data-folder.ts'
import { folderDanger, unsafeFolder } from './folder-safety.ts'

const user = { uid: 1_000, gid: 1_000 }
const owned = (uid: number, mode: number, gid = uid) => ({ uid, gid, mode: 0o040000 | mode })
const danger = (folder: ReturnType<typeof owned>, link = folder) => folderDanger(link, folder, user)

describe('a folder', () => {
  it('is safe where nobody else may write: one’s own, or one that an administrator set up', () => {
    for (const mode of [0o700, 0o755, 0o555]) expect(danger(owned(1_000, mode))).toBeNull()
    expect(danger(owned(1_000, 0o775))).toBeNull()
    expect(danger(owned(0, 0o2770, 1_000))).toBeNull()
    expect(danger(owned(1_000, 0o700), owned(0, 0o777))).toBeNull()
  })

  it('is not safe where others may write, and not in the hands of another user', () => {
    expect(danger(owned(1_000, 0o777))).toBe('mode')
    expect(danger(owned(0, 0o1777))).toBe('mode')
    expect(danger(owned(1_000, 0o770, 100))).toBe('mode')
    expect(danger(owned(1_001, 0o700))).toBe('owner')
    // A link of somebody else may lead anywhere tomorrow.
    expect(danger(owned(1_000, 0o700), owned(1_001, 0o777))).toBe('owner')
  })
})

describe.skipIf(process.platform === 'win32')('the data folder', () => {
  let folder: string
  const before = { home: process.env.HOMEWARD_HOME, umask: process.umask() }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'homeward-safety-'))
    process.env.HOMEWARD_HOME = join(folder, 'data')
    mkdirSync(join(folder, 'data'), { mode: 0o700 })
  })
  afterEach(() => {
    process.umask(before.umask)
    if (before.home === undefined) delete process.env.HOMEWARD_HOME
    else process.env.HOMEWARD_HOME = before.home
    rmSync(folder, { recursive: true, force: true })
  })

  it('is refused with the remedy when others may write to it, or to the folder of the logs', () => {
    prepareDataFolder()
    chmodSync(join(folder, 'data'), 0o777)
    expect(() => prepareDataFolder()).toThrow(`"chmod go-w ${join(folder, 'data')}"`)
    chmodSync(join(folder, 'data'), 0o700)
    chmodSync(join(folder, 'data/logs'), 0o757)
    expect(() => prepareDataFolder()).toThrow(`${join(folder, 'data/logs')} (mode 757)`)
  })

  it('is refused in the language of the system, also when it cannot be made', () => {
    const { LC_ALL } = process.env
    process.env.LC_ALL = 'zh_CN.UTF-8'
    try {
      rmSync(join(folder, 'data'), { recursive: true })
      writeFileSync(join(folder, 'data'), '')
      expect(() => prepareDataFolder()).toThrow('无法创建或写入文件夹')
    } finally {
      if (LC_ALL === undefined) delete process.env.LC_ALL
      else process.env.LC_ALL = LC_ALL
    }
  })

  it('is left as it is when others may write to it', () => {
    chmodSync(join(folder, 'data'), 0o777)
    expect(() => prepareDataFolder()).toThrow('chmod go-w')
    expect(readdirSync(join(folder, 'data'))).toEqual([])
  })

  it.runIf(process.getuid?.() === 0)('is refused when it, or the link in its place, belongs to another user', () => {
    chownSync(join(folder, 'data'), 54_321, 54_321)
    expect(() => prepareDataFolder()).toThrow('belongs to another user (number 54321; Homeward runs as 0)')
    symlinkSync(join(folder, 'data'), join(folder, 'link'))
    process.env.HOMEWARD_HOME = join(folder, 'link')
    expect(() => prepareDataFolder()).toThrow('belongs to another user')
    expect(unsafeFolder(join(folder, 'link'), translator('zh-CN'))).toContain('54321')
  })

  it('may be a link of one’s own to a folder of one’s own', () => {
    symlinkSync(join(folder, 'data'), join(folder, 'link'))
    process.env.HOMEWARD_HOME = join(folder, 'link')
    expect(prepareDataFolder().root).toBe(join(folder, 'link'))
  })
})
