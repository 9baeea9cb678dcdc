// Debian's ddclient, with the settings that its own documentation gives for a line with both families.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Claims, Client, ClientOptions } from './client.ts'
import { runProgram } from './client.ts'
import { type Addresses, FAMILIES, type Family, loginFor, namesOf } from './scenario.ts'

const PROGRAM = '/usr/bin/ddclient'

/** Which addresses an instance asks which command for, in the words of version 3.10. A command there has no arguments. */
const SOURCES: Readonly<Record<'both' | Family, (command: Record<Family, string>) => string>> = {
  both: ({ ipv4, ipv6 }) => `use=no\nusev4=cmdv4\ncmdv4=${ipv4}\nusev6=cmdv6\ncmdv6=${ipv6}`,
  ipv4: ({ ipv4 }) => `use=cmd\ncmd=${ipv4}`,
  ipv6: ({ ipv6 }) => `use=cmd\ncmd=${ipv6}`,
}

function configFor({ place, dialect, url, password }: ClientOptions, source: string): string {
  const { host, pathname } = new URL(url)
  const names = namesOf(place)
  const logins = [...new Set(names.map((name) => loginFor(dialect, name)))]
  const block = (login: string) => `protocol=dyndns2, server=${host}, script=${pathname}, login=${login}, \\
password='${password}' ${names.filter((name) => loginFor(dialect, name) === login).join(',')}`
  return `ssl=no\n${source}\n${logins.map(block).join('\n')}\n`
}

function createInstance(options: ClientOptions, source: keyof typeof SOURCES): Client {
  const folder = path.join(options.folder, source)
  const [config, cache] = [path.join(folder, 'ddclient.conf'), path.join(folder, 'cache')]
  const commands = { ipv4: path.join(folder, 'ipv4'), ipv6: path.join(folder, 'ipv6') }
  const cached = () => readFile(cache, 'utf8').catch(() => '')

  /** It sends nothing within 30 s of an update and 5 min of a failure, whatever its settings: a day passes. */
  async function letTimePass(): Promise<void> {
    const yesterday = Math.floor(Date.now() / 1_000) - 86_400
    const text = await cached()
    if (text !== '') await writeFile(cache, text.replace(/\b(a|m|w)time=[1-9]\d*/g, `$1time=${yesterday}`))
  }

  return {
    run: async (line) => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      for (const family of FAMILIES)
        await writeFile(commands[family], `#!/bin/sh\necho ${line[family]}\n`, { mode: 0o700 })
      await writeFile(config, configFor(options, SOURCES[source](commands)), { mode: 0o600 })
      await letTimePass()
      const args = ['-file', config, '-cache', cache, '-daemon=0', '-noquiet', '-verbose']
      const { stdout, stderr } = await runProgram(PROGRAM, args, { PATH: process.env.PATH ?? '', LANG: 'C' })
      return stdout + stderr
    },
    claims: async () => {
      const lines = (await cached()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
      return Object.fromEntries(
        lines.flatMap((line): [string, Addresses][] => {
          const host = /\bhost=([^,\s]+)/.exec(line)?.[1]
          const address = /\bip=([^,\s]+)/.exec(line)?.[1] ?? null
          const isGood = /\bstatus=good\b/.test(line)
          if (host === undefined || !isGood || address === null) return []
          const isV6 = address.includes(':')
          return [[host, { ipv4: isV6 ? null : address, ipv6: isV6 ? address : null }]]
        }),
      )
    },
  }
}

export const createDdclient = (options: ClientOptions): Client => createInstance(options, 'both')

/** The way to both families that version 3.10 leaves: it sends one address, and a second instance sends the other. */
export function createDdclientTwice(options: ClientOptions): Client {
  const instances = [createInstance(options, 'ipv4'), createInstance(options, 'ipv6')]
  return {
    run: async (line) => {
      let printed = ''
      for (const instance of instances) printed += await instance.run(line)
      return printed
    },
    claims: async () => {
      const [first = {}, second = {}]: Claims[] = await Promise.all(instances.map((instance) => instance.claims()))
      const names = new Set([...Object.keys(first), ...Object.keys(second)])
      return Object.fromEntries(
        [...names].map((name) => [name, { ipv4: first[name]?.ipv4 ?? null, ipv6: second[name]?.ipv6 ?? null }]),
      )
    },
  }
}
