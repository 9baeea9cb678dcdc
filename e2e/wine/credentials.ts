// Tests secrets in Windows' Credential Manager, through keytar's Windows binary.
import { beforeAll, expect, test } from 'vitest'
import type { InstalledApp } from './installed-app.ts'
import { type WineLab, windowsPath } from './lab.ts'

export function describeCredentials(lab: () => WineLab, app: () => InstalledApp): void {
  let program = ''
  beforeAll(async () => {
    program = await app().bundleBeside('credential-probe.ts')
  })

  /** Each call of this function runs a new process. */
  const run = async (...calls: object[]): Promise<unknown[]> => {
    const end = await lab().startNode([windowsPath(program), JSON.stringify(calls)]).ended
    expect({ code: end.code, errors: end.errors }).toEqual({ code: 0, errors: '' })
    return end.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
  }
  const ok = { ok: true }
  const found = (value: string) => ({ state: 'found', value })

  test('a secret that was stored is found by the next process, exactly', async () => {
    const value = 'pä55 "wörd" \\ 口令 🏠'
    expect(await run({ write: ['home', 'password', value] })).toEqual([ok])
    expect(await run({ read: ['home', 'password'] })).toEqual([found(value)])
  })

  test('one that was never stored is missing', async () => {
    expect(await run({ read: ['home', 'token'] })).toEqual([{ state: 'missing' }])
  })

  test('storing again overwrites', async () => {
    expect(await run({ write: ['home', 'password', 'second'] }, { read: ['home', 'password'] })).toEqual([
      ok,
      found('second'),
    ])
    expect(await run({ read: ['home', 'password'] })).toEqual([found('second')])
  })

  test('longer than one Windows entry it is stored in parts; when it becomes short, no part is left', async () => {
    const long = '密码-0123456789'.repeat(400)
    expect(await run({ write: ['home', 'key', long] })).toEqual([ok])
    const [reading, sizes] = await run({ read: ['home', 'key'] }, { sizes: true })
    expect(reading).toEqual(found(long))
    expect(Math.max(...(sizes as number[]))).toBeLessThanOrEqual(2_560)
    expect(await run({ write: ['home', 'key', 'short'] }, { read: ['home', 'key'] })).toEqual([ok, found('short')])
    // The two secrets, and the mark that all are bound.
    expect(((await run({ sizes: true }))[0] as number[]).length).toBe(3)
  })

  test('the list has the names of the stored secrets, never a value', async () => {
    expect(await run({ list: true })).toEqual([
      {
        ok: true,
        names: [
          { account: 'home', field: 'key' },
          { account: 'home', field: 'password' },
        ],
      },
    ])
  })

  test('what was cleared is gone for the next process', async () => {
    expect(await run({ clear: ['home', 'password'] }, { clear: ['home', 'key'] })).toEqual([ok, ok])
    expect(await run({ read: ['home', 'password'] }, { read: ['home', 'key'] }, { list: true })).toEqual([
      { state: 'missing' },
      { state: 'missing' },
      { ok: true, names: [] },
    ])
  })
}
