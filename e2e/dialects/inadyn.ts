// Debian's inadyn, with a section for each family. Its cache has one file for each name.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Client, ClientOptions } from './client.ts'
import { runProgram } from './client.ts'
import { type Addresses, FAMILIES, type Family, loginFor, namesOf, type Step } from './scenario.ts'

const PROGRAM = '/usr/sbin/inadyn'
/** After an outage it stays, also where it should try only once: the next run is what it would do then. */
const WAITING = /Will retry again in/

function section({ dialect, url, password }: ClientOptions, name: string, family: Family, address: string): string {
  const { host, pathname } = new URL(url)
  return `custom ${name.replaceAll('.', '-')}-${family} {
  username = "${loginFor(dialect, name)}"
  password = "${password}"
  ssl = false
  ddns-server = ${host}
  ddns-path = "${pathname}?hostname=%h&myip=%i"
  checkip-command = "echo ${address}"
  hostname = ${name}
}
`
}

export function createInadyn(options: ClientOptions): Client {
  const { folder, place } = options
  // A cache each, as the file of a name holds one address.
  const files = (family: Family) => ({
    config: path.join(folder, `${family}.conf`),
    cache: path.join(folder, family),
  })
  const run = async (family: Family, line: Step['line']) => {
    const { config, cache } = files(family)
    await mkdir(cache, { recursive: true, mode: 0o700 })
    const sections = namesOf(place).map((name) => section(options, name, family, line[family]))
    await writeFile(config, `allow-ipv6 = true\nverify-address = false\n${sections.join('')}`, { mode: 0o600 })
    const args = ['-1', '-n', '-f', config, '--cache-dir', cache, '--no-pidfile', '-l', 'info']
    const { stdout, stderr } = await runProgram(PROGRAM, args, { PATH: process.env.PATH, LANG: 'C' }, WAITING)
    return stdout + stderr
  }
  const claimed = async (family: Family, name: string): Promise<string | null> => {
    const { cache } = files(family)
    const found = (await readdir(cache).catch(() => [])).find((file) => file === `${name}.cache`)
    return found === undefined ? null : (await readFile(path.join(cache, found), 'utf8')).trim() || null
  }
  return {
    run: async (line) => {
      let printed = ''
      for (const family of FAMILIES) printed += await run(family, line)
      return printed
    },
    claims: async () => {
      const all = namesOf(place).map(async (name): Promise<[string, Addresses]> => {
        return [name, { ipv4: await claimed('ipv4', name), ipv6: await claimed('ipv6', name) }]
      })
      return Object.fromEntries(await Promise.all(all))
    },
  }
}
