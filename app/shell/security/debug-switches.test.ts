import { describe, expect, it } from 'vitest'
import { refusedSwitch, runsUnsandboxed } from './debug-switches.ts'

const refused = (commandLine: ReturnType<typeof onWindows>) => refusedSwitch(commandLine, commandLine.argv)

/**
 * Arguments as Chromium reads them (base/command_line.cc). build/package/package.test.mjs and e2e/specs/packaged.release.spec.ts ask
 * Chromium itself.
 */
function commandLineOf(platform: 'win32' | 'linux', ...argv: readonly string[]) {
  const end = argv.findIndex((argument) => argument.trim() === '--')
  const names = argv.slice(1, end < 0 ? undefined : end).flatMap((argument) => {
    const prefix = platform === 'win32' ? /^(--|-|\/)(?=.)/ : /^(--|-)(?=.)/
    const text = argument.trim()
    const name = text.replace(prefix, '').split('=')[0] ?? ''
    if (!prefix.test(text)) return []
    return [platform === 'win32' ? name.toLowerCase() : name]
  })
  return { argv, hasSwitch: (name: string) => names.includes(name) }
}
const onWindows = (...argv: readonly string[]) => commandLineOf('win32', 'Homeward.exe', ...argv)
const onLinux = (...argv: readonly string[]) => commandLineOf('linux', 'homeward', ...argv)

describe('a switch', () => {
  it.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-port',
    '--remote-debugging-pipe',
    '--REMOTE-DEBUGGING-PORT=0',
    ' --remote-debugging-port=0',
    '\t-remote-debugging-port=0',
    '/remote-debugging-port=0',
    ' /Inspect=0',
    '--inspect',
    '--inspect=0',
    '--inspect-brk=127.0.0.1:1',
    '--js-flags=--expose-gc',
    '--load-extension=/tmp/x',
    '--disable-web-security',
    ' /allow-file-access-from-files=1',
    '--bypasscsp-schemes=homeward',
    '--browser-subprocess-path=C:\\x.exe',
    '--zygote-cmd-prefix=gdb',
    '--enable-blink-features=MojoJS',
    '--ignore-certificate-errors',
    '--ignore-certificate-errors-spki-list=x',
    '--host-resolver-rules=MAP * 127.0.0.1',
    '--host-rules=MAP * 127.0.0.1',
    '--proxy-server=127.0.0.1',
    '--proxy-pac-url=http://127.0.0.1',
    '--no-proxy-server',
    '--log-net-log=/tmp/log',
    '--ssl-key-log-file=/tmp/keys',
    '--trace-startup',
    '--renderer-cmd-prefix=gdb',
    '--no-sandbox',
    '/no-sandbox',
  ])('%s prevents a packaged app from starting', (argument) => {
    const name = argument.trim().replace(/^(--|-|\/)/, '')
    expect(refused(onWindows('--background', argument))).toBe(name.split('=')[0]?.toLowerCase())
  })

  it.each([
    '--background',
    '--inspector',
    '--js',
    '--lang=zh-CN',
    '--disable-gpu',
    '--ozone-platform=wayland',
    '--enable-features=WaylandWindowDecorations',
    '--force-device-scale-factor=1.5',
    '--password-store=basic',
    'inspect',
    '--profile=--inspect',
  ])('%s does not', (argument) => {
    expect(refused(onWindows(argument))).toBeNull()
    expect(refused(onLinux(argument))).toBeNull()
  })

  it('is refused whichever place it has, and named before the one that turns the sandbox off', () => {
    expect(refused(onLinux('--no-sandbox', '--background', '-inspect'))).toBe('inspect')
    expect(refused(onLinux('--', '--inspect'))).toBeNull()
  })

  it('that turns the sandbox off is noticed', () => {
    expect(runsUnsandboxed(onLinux(' --no-sandbox'))).toBe(true)
    expect(runsUnsandboxed(onLinux('--disable-gpu-sandbox-x'))).toBe(false)
  })
})
