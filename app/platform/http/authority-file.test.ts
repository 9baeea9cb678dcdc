import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providerOf } from '../../providers/registry.ts'
import { createTestAuthority, opensslMissing } from '../../testing/certificates.ts'
import { createSettingsFile } from '../settings/settings-file.ts'
import { readAuthorityFile } from './authority-file.ts'
import { createHttpClient } from './http-client.ts'

const hasFifos = process.platform !== 'win32'

describe.skipIf(opensslMissing)('the file of authorities that an account names (needs the openssl command)', () => {
  let folder = ''
  let authority: ReturnType<typeof createTestAuthority>
  const at = (name: string) => join(folder, name)

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'homeward-authority-'))
    authority = createTestAuthority()
    writeFileSync(at('two-mib.pem'), authority.pem)
    truncateSync(at('two-mib.pem'), 2 * 1024 * 1024)
    writeFileSync(at('one-mib.pem'), authority.pem.padEnd(1024 * 1024, '\n'))
    writeFileSync(at('text.pem'), 'no certificate')
    writeFileSync(at('broken.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
    symlinkSync(authority.file, at('link.pem'))
    symlinkSync(at('nowhere'), at('dangling.pem'))
    symlinkSync('/dev/zero', at('link-to-device.pem'))
    if (!hasFifos) return
    execFileSync('mkfifo', [at('fifo.pem')])
    symlinkSync(at('fifo.pem'), at('link-to-fifo.pem'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
    authority.dispose()
  })

  const bad: readonly (readonly [string, () => string, string])[] = [
    ['a FIFO without a writer', () => at('fifo.pem'), 'names something that is no regular file'],
    ['a link to a FIFO', () => at('link-to-fifo.pem'), 'names something that is no regular file'],
    ['a device', () => '/dev/zero', 'names something that is no regular file'],
    ['a link to a device', () => at('link-to-device.pem'), 'names something that is no regular file'],
    ['a folder', () => folder, 'names a folder that is no regular file'],
    ['a file of 2 MiB', () => at('two-mib.pem'), 'names a file that is larger than 1 MiB'],
    ['a file that says that it is empty', () => '/proc/self/environ', 'names a file that holds no usable certificate'],
    ['a link to nothing', () => at('dangling.pem'), 'names a file that is not there'],
    ['a text', () => at('text.pem'), 'names a file that holds no usable certificate'],
    ['a broken certificate', () => at('broken.pem'), 'names a file that holds no usable certificate'],
    ['a path with a NUL', () => `${folder}/a\0b`, 'names a file that cannot be read (ERR_INVALID_ARG_VALUE)'],
  ]

  describe.skipIf(!hasFifos)('is refused at once, and nothing waits for it', () => {
    it.each(bad)('%s', async (_, path, problem) => {
      let ticks = 0
      const timer = setInterval(() => (ticks += 1), 1)
      const before = performance.now()
      expect(await readAuthorityFile(path())).toEqual({ ok: false, problem })
      const result = await createHttpClient().request({ method: 'GET', url: 'https://127.0.0.1:1/', ca: path() })
      expect(result).toMatchObject({ ok: false, fault: 'tls', sent: false, message: expect.stringContaining(problem) })
      expect(performance.now() - before).toBeLessThan(2_500)
      clearInterval(timer)
    })

    it.each(bad.filter(([, , problem]) => !problem.includes('NUL')))(
      'in the settings: %s',
      async (_, path, problem) => {
        const file = at('settings.json')
        writeFileSync(file, JSON.stringify({ version: 1, accounts: [{ id: 'a', provider: 'duckdns', ca: path() }] }))
        const settings = createSettingsFile({
          path: file,
          lastValidPath: null,
          mustExist: true,
          providerOf,
          log: () => {},
        })
        const { state, problems } = await settings.load()
        expect(state).toBe('unusable')
        expect(problems.map((one) => `${one.key} ${one.problem}`)).toEqual([`accounts[0].ca ${problem}`])
      },
    )

    it('leaves all threads of the pool free, however many accounts name a FIFO', async () => {
      const results = await Promise.all(Array.from({ length: 40 }, () => readAuthorityFile(at('fifo.pem'))))
      expect(results.every(({ ok }) => !ok)).toBe(true)
      // Needs a thread as well.
      expect(await readAuthorityFile(authority.file)).toMatchObject({ ok: true })
    })
  })

  it('may be a link to a regular file, of 1 MiB at most', async () => {
    expect(await readAuthorityFile(at('link.pem'))).toMatchObject({ ok: true })
    expect(await readAuthorityFile(at('one-mib.pem'))).toMatchObject({ ok: true })
  })
})
