import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { prepareSubstituteFolder } from './substitute-folder.ts'

it('is a new folder each time, for this user alone, and leaves nothing behind', () => {
  const first = prepareSubstituteFolder()
  const second = prepareSubstituteFolder()
  expect(second.folder.root).not.toBe(first.folder.root)
  for (const { folder, remove } of [first, second]) {
    expect(existsSync(folder.logs)).toBe(true)
    expect(dirname(folder.profile)).toBe(folder.root)
    if (process.platform !== 'win32') expect(statSync(folder.root).mode & 0o777).toBe(0o700)
    remove()
    expect(existsSync(folder.root)).toBe(false)
  }
})
