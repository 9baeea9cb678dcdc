// The sources that the user's own settings, files and programs speak for: command, file and static.
import { describe, expect, it } from 'vitest'
import type { FileReading } from '../../model/address-file.ts'
import type { CommandResult } from '../../model/command.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { createCommandSource } from './command/command-source.ts'
import { createFileSource } from './file/file-source.ts'
import { createStaticSource } from './static/static-source.ts'

const bytes = (text: string) => Buffer.from(text)
const about = { current: [], adapters: [] }

describe('the text of a program or a file', () => {
  const read = (text: string | Buffer, family: 'ipv4' | 'ipv6' = 'ipv4') => {
    const reading: FileReading = { kind: 'read', bytes: Buffer.from(text), writtenAt: 0 }
    const source = createFileSource({ clock: createHandClock(), readFile: async () => reading })
    return source.detect({ ...about, family, policy: { source: 'file', path: '/run/ip' } })
  }

  it.each<[string, string | Buffer]>([
    ['alone', '11.22.33.44'],
    ['with a line end', '11.22.33.44\n'],
    ['with the line end of Windows, and blanks', ' 11.22.33.44 \r\n\r\n'],
    ['after a byte order mark', '\ufeff11.22.33.44\n'],
    ['beside one of the other family', '2a0e:1111::44\n11.22.33.44\n'],
    ['twice', '11.22.33.44\n11.22.33.44'],
  ])('holds an address %s', async (_how, text) => {
    expect((await read(text)).observation).toMatchObject({ kind: 'known', address: '11.22.33.44' })
  })

  it.each<[string, string | Buffer, string]>([
    ['nothing', '', 'echo-no-address'],
    ['an address of the other family', '2a0e:1111::44', 'echo-no-address'],
    ['two addresses', '11.22.33.44\n11.22.33.45', 'echo-several'],
    ['words', 'My address is 11.22.33.44', 'text-other'],
    ['an address and words', '11.22.33.44\nok', 'text-other'],
    ['a NUL', '11.22.33.44\0', 'text-other'],
    ['UTF-16', Buffer.from('11.22.33.44', 'utf16le'), 'text-other'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0xfd]), 'text-other'],
    ['a prefix', '11.22.33.44/24', 'text-other'],
    ['an octal address', '011.022.033.044', 'text-other'],
    ['a private address', '192.168.1.7', 'address-special-purpose'],
    ['an address of a carrier’s NAT', '100.64.1.1', 'address-special-purpose'],
  ])('that is %s is no address', async (_what, text, code) => {
    const { observation, answers } = await read(text)
    expect(observation).toMatchObject({ kind: 'unknown', why: { code } })
    expect(answers).toMatchObject([{ source: 'file', refused: { code } }])
    // What a file holds is never shown: it may be somebody's secret.
    if (code === 'text-other') expect(JSON.stringify(answers)).not.toContain('11.22')
  })
})

describe('a file', () => {
  const detect = (reading: FileReading, maxAgeS?: number, now = 1_000_000) => {
    const policy = { source: 'file', path: '/run/ip', ...(maxAgeS === undefined ? {} : { maxAgeS }) } as const
    const source = createFileSource({ clock: createHandClock(now), readFile: async () => reading })
    return source.detect({ ...about, family: 'ipv4', policy }).then(({ observation }) => observation)
  }

  it.each<[FileReading, string]>([
    [{ kind: 'missing' }, 'file-missing'],
    [{ kind: 'not-regular' }, 'file-not-regular'],
    [{ kind: 'too-large' }, 'file-too-large'],
    [{ kind: 'unreadable', code: 'EACCES' }, 'file-unreadable'],
  ])('that is %j is unknown, with its reason', async (reading, code) => {
    expect(await detect(reading)).toMatchObject({ kind: 'unknown', why: { code, params: { path: '/run/ip' } } })
  })

  it('that nobody wrote for longer than the settings allow is too old', async () => {
    const written = (secondsAgo: number): FileReading => ({
      kind: 'read',
      bytes: bytes('11.22.33.44'),
      writtenAt: 1_000_000 - secondsAgo * 1_000,
    })
    expect(await detect(written(60), 60)).toMatchObject({ kind: 'known' })
    expect(await detect(written(61), 60)).toMatchObject({ kind: 'unknown', why: { code: 'file-stale' } })
    expect(await detect(written(9_999))).toMatchObject({ kind: 'known' })
    // A clock that was set back makes nothing old.
    expect(await detect(written(-500), 60)).toMatchObject({ kind: 'known' })
  })
})

describe('a program', () => {
  const detect = async (result: CommandResult, isOn = true) => {
    const ran: (readonly string[])[] = []
    const source = createCommandSource({
      clock: createHandClock(),
      commands: () => isOn,
      runCommand: async (command) => {
        ran.push(command)
        return result
      },
    })
    const policy = { source: 'command' as const, command: ['/usr/local/bin/ip', '--token=x'] }
    return { ...(await source.detect({ ...about, family: 'ipv4', policy })), ran }
  }
  const ended = (output: string, code = 0): CommandResult => ({
    kind: 'ended',
    code,
    output: bytes(output),
  })

  it('is run as the settings name it, and its one address is taken', async () => {
    const { observation, ran } = await detect(ended('11.22.33.44\n'))
    expect(observation).toMatchObject({ kind: 'known', address: '11.22.33.44', why: { code: 'command-tells' } })
    expect(ran).toEqual([['/usr/local/bin/ip', '--token=x']])
  })

  it('is not run while programs are off', async () => {
    const { observation, ran } = await detect(ended('11.22.33.44\n'), false)
    expect(observation).toMatchObject({ kind: 'unknown', why: { code: 'command-off' } })
    expect(ran).toEqual([])
  })

  it.each<[string, CommandResult, string]>([
    ['fails, although it printed an address', ended('11.22.33.44\n', 1), 'command-failed'],
    ['cannot be started', { kind: 'not-started', code: 'ENOENT' }, 'command-not-started'],
    ['is killed', { kind: 'killed', signal: 'SIGKILL' }, 'command-killed'],
    ['takes too long', { kind: 'timeout' }, 'command-timeout'],
    ['prints too much', { kind: 'too-long' }, 'command-too-long'],
    ['prints words', ended('connecting…\n11.22.33.44\n'), 'text-other'],
    ['prints two addresses', ended('11.22.33.44\n11.22.33.45\n'), 'echo-several'],
    ['prints nothing', ended(''), 'echo-no-address'],
    ['prints a private address', ended('10.0.0.1'), 'address-special-purpose'],
  ])('that %s gives no address, with a reason of its own', async (_what, result, code) => {
    const { observation, answers } = await detect(result)
    expect(observation).toMatchObject({ kind: 'unknown', why: { code } })
    expect(JSON.stringify(answers)).not.toContain('--token')
  })
})

describe('a fixed address', () => {
  const detect = (address: string, family: 'ipv4' | 'ipv6' = 'ipv4') =>
    createStaticSource()
      .detect({ ...about, family, policy: { source: 'static', address } })
      .then(({ observation }) => observation)

  it('is taken as it stands in the settings, in its canonical form', async () => {
    expect(await detect('11.22.33.44')).toMatchObject({ kind: 'known', address: '11.22.33.44' })
    expect(await detect('2A0E:1111:0::44', 'ipv6')).toMatchObject({ kind: 'known', address: '2a0e:1111::44' })
  })

  it('is never published where no name may point', async () => {
    for (const address of ['192.168.1.7', '2a0e:1111::44', '1.2.3', '0x7f.1', '']) {
      expect(await detect(address)).toMatchObject({ kind: 'unknown' })
    }
  })
})
