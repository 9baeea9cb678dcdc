// Homeward's command line: as "any server", which knows nothing of the dialect, or told which service it is.
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { projectDir } from '../lab/process/runtime.ts'
import type { EchoFamily } from '../servers/echo.ts'
import type { Client, ClientOptions } from './client.ts'
import { runProgram } from './client.ts'
import { type Addresses, loginFor, namesOf } from './scenario.ts'

interface Row {
  readonly hostname: string
  readonly family: EchoFamily
  readonly confirmed: string | null
  /** Published, and not shown yet: what `confirmed` says beside it is in the past. */
  readonly accepted: string | null
  readonly hold: { readonly code: string; readonly message: string } | null
}

/** The sentence that names the setting. */
const NAMES_THE_SETTING = /dialect\.addresses: comma/

export interface HomewardOptions extends ClientOptions {
  /** Settings of the account beside endpoint and user: the provider, and where it takes one the dialect. */
  readonly account: object
}

const accountId = (login: string) => login.replaceAll('.', '-')

export function createHomeward(options: HomewardOptions): Client {
  const { place, dialect, url, folder, password, echoes } = options
  const settings = path.join(folder, 'settings.json')
  const names = namesOf(place)
  const logins = [...new Set(names.map((name) => loginFor(dialect, name)))]
  const secretsOf = (login: string) => {
    const variable = `HOMEWARD_SECRET_${accountId(login).replaceAll('-', '_').toUpperCase()}`
    return ['PASSWORD', 'SECRET'].map((field) => [`${variable}_${field}`, password])
  }
  const secrets = logins.flatMap(secretsOf)
  const env = { PATH: process.env.PATH, LANG: 'en_US.UTF-8', HOMEWARD_HOME: folder, ...Object.fromEntries(secrets) }
  const homeward = (...args: string[]) =>
    runProgram(process.execPath, [path.join(projectDir, 'out/app/headless.cjs'), ...args, '--config', settings], env)

  const rows = async (): Promise<readonly Row[]> => JSON.parse((await homeward('status', '--json')).stdout)

  const write = () =>
    writeFile(
      settings,
      JSON.stringify({
        version: 1,
        accounts: logins.map((login) => ({
          id: accountId(login),
          endpoint: url,
          allowPlainHttp: true,
          fields: { username: login },
          ...options.account,
        })),
        records: names.map((hostname) => ({
          account: accountId(loginFor(dialect, hostname)),
          hostname,
          ipv4: { source: 'echo', url: echoes.ipv4.url },
          ipv6: { source: 'echo', url: echoes.ipv6.url },
        })),
      }),
    )

  return {
    run: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await write()
      const { code, stdout, stderr } = await homeward('update', '--json')
      return `exit ${code}\n${stdout}${stderr}`
    },
    told: async () => {
      const isTold = ({ hold }: Row) => hold?.code === 'one-family' && NAMES_THE_SETTING.test(hold.message)
      return (await rows()).filter(isTold).map(({ hostname, family }) => ({ name: hostname, family }))
    },
    claims: async () => {
      const claims: Record<string, Addresses> = {}
      for (const { hostname, family, confirmed, accepted } of await rows()) {
        const claim = accepted === null ? confirmed : null
        claims[hostname] = { ...{ ipv4: null, ipv6: null }, ...claims[hostname], [family]: claim }
      }
      return claims
    },
  }
}
