// Builds the stand-in iphlpapi.dll for Wine. It implements notifications, the best route, the interface stack, IPv6
// neighbours and fixtures itself and forwards all other exports to a copy of Wine's library, whose "builtin" mark is cleared so that it loads under
// another name.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../native-addon/test/project-root.ts'

const WINE_LIBRARY = '/usr/lib/x86_64-linux-gnu/wine/x86_64-windows/iphlpapi.dll'
const MARK = Buffer.from('Wine builtin DLL')
const MARK_OFFSET = 0x40
const OWN = [
  'GetAdaptersAddresses',
  'GetBestRoute2',
  'GetIfEntry2',
  'GetIfStackTable',
  'GetIpNetTable2',
  'NotifyIpInterfaceChange',
  'NotifyUnicastIpAddressChange',
  'NotifyRouteChange2',
  'CancelMibChangeNotify2',
]

/** @returns the names that a Windows library exports */
function exportsOf(library: string): string[] {
  const text = execFileSync('x86_64-w64-mingw32-objdump', ['-p', library], { encoding: 'utf8', maxBuffer: 1 << 24 })
  const lines = text.slice(text.indexOf('[Ordinal/Name Pointer]')).split('\n').slice(1)
  const end = lines.findIndex((line) => !/^\s*\[\s*\d+\]/.test(line))
  return lines.slice(0, end).map((line) => line.trim().split(/\s+/).at(-1) ?? '')
}

/** Writes iphlpapi.dll and iphlwine.dll into `folder`. */
export function buildStandIn(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const bytes = readFileSync(WINE_LIBRARY)
  if (!bytes.subarray(MARK_OFFSET, MARK_OFFSET + MARK.length).equals(MARK)) {
    throw new Error(`${WINE_LIBRARY} is not Wine's own library`)
  }
  bytes.fill(0, MARK_OFFSET, MARK_OFFSET + MARK.length)
  writeFileSync(join(folder, 'iphlwine.dll'), bytes)

  const forwarded = exportsOf(WINE_LIBRARY).filter((name) => !OWN.includes(name))
  const lines = [
    ...OWN.map((name) => `  ${name} = StandIn${name}`),
    ...forwarded.map((name) => `  ${name} = iphlwine.${name}`),
  ]
  const definition = join(folder, 'iphlpapi.def')
  writeFileSync(definition, `LIBRARY iphlpapi.dll\nEXPORTS\n${lines.join('\n')}\n`)

  const source = join(projectRoot, 'e2e/wine/stand-in')
  const sources = readdirSync(source)
    .filter((name) => name.endsWith('.cc'))
    .map((name) => join(source, name))
  const flags = ['-std=c++20', '-O2', '-Wall', '-Wextra', '-Wno-cast-function-type', '-shared', '-s', '-static']
  const output = ['-o', join(folder, 'iphlpapi.dll')]
  execFileSync('x86_64-w64-mingw32-g++-posix', [...flags, ...output, ...sources, definition, '-lws2_32'], {
    stdio: ['ignore', 2, 2],
  })
}
