// Secrets in Windows' Credential Manager through keytar's own Windows binary.
import { beforeAll, expect, test } from 'vitest'
import type { InstalledApp } from './installed-app.ts'
import { type WineLab, windowsPath } from './lab.ts'

export function describeCredentials(lab: () => WineLab, app: () => InstalledApp): void {
  let program = ''
  beforeAll(async () => {
    program = await app().bundleBeside('credential-probe.ts')
  })

  /** Each call of this function is a process of its own. */
  const play = async (...calls: object[]): Promise<unknown[]> => {
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
    expect(await play({ write: ['home', 'password', value] })).toEqual([ok])
    expect(await play({ read: ['home', 'password'] })).toEqual([found(value)])
  })

  test('one that was never stored is missing', async () => {
    expect(await play({ read: ['home', 'token'] })).toEqual([{ state: 'missing' }])
  })

  test('storing again overwrites', async () => {
    expect(await play({ write: ['home', 'password', 'second'] }, { read: ['home', 'password'] })).toEqual([
      ok,
      found('second'),
    ])
    expect(await play({ read: ['home', 'password'] })).toEqual([found('second')])
  })

  test('longer than one Windows entry may be, it goes in parts, and shorter again it leaves none', async () => {
    const long = '密码-0123456789'.repeat(400)
    expect(await play({ write: ['home', 'key', long] })).toEqual([ok])
    const [reading, sizes] = await play({ read: ['home', 'key'] }, { sizes: true })
    expect(reading).toEqual(found(long))
    expect(Math.max(...(sizes as number[]))).toBeLessThanOrEqual(2_560)
    expect(await play({ write: ['home', 'key', 'short'] }, { read: ['home', 'key'] })).toEqual([ok, found('short')])
    expect(((await play({ sizes: true }))[0] as number[]).length).toBe(2)
  })

  test('the list names what is stored, never its value', async () => {
    expect(await play({ list: true })).toEqual([
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
    expect(await play({ clear: ['home', 'password'] }, { clear: ['home', 'key'] })).toEqual([ok, ok])
    expect(await play({ read: ['home', 'password'] }, { read: ['home', 'key'] }, { list: true })).toEqual([
      { state: 'missing' },
      { state: 'missing' },
      { ok: true, names: [] },
    ])
  })
}
