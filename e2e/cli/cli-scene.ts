// The frame of tests of the command line: a provider and an echo service of our own, a home with settings for one name, and
// what they see. Each test has its own.
import { afterEach, beforeEach, expect } from 'vitest'
import { type PracticeEcho, startEcho } from '../servers/echo.ts'
import { type PracticeProvider, startProvider } from '../servers/provider.ts'
import { type CliHome, createCliHome } from './homeward-cli.ts'

const PASSWORD = 'correct horse battery staple'

/** Registers the hooks of the test file it is called in. */
export function cliScene() {
  let parts: { readonly provider: PracticeProvider; readonly echo: PracticeEcho; readonly home: CliHome }

  const settings = () => ({
    version: 1,
    accounts: [{ id: 'home', provider: 'dyndns2', endpoint: parts.provider.url, fields: { username: 'u' } }],
    records: [
      { account: 'home', hostname: 'nas.example.org', ipv4: { source: 'echo', url: parts.echo.url }, ipv6: 'off' },
    ],
  })

  beforeEach(async () => {
    const provider = await startProvider({
      accounts: [{ username: 'u', password: PASSWORD, token: 'duck-token-1', hostnames: ['nas.example.org'] }],
    })
    const echo = await startEcho()
    echo.answer('ipv4', '11.22.33.44')
    parts = { provider, echo, home: createCliHome({ HOMEWARD_SECRET_HOME_PASSWORD: PASSWORD }) }
    parts.home.writeSettings(settings())
  })
  afterEach(async () => {
    parts.home.close()
    await Promise.all([parts.provider.close(), parts.echo.close()])
  })

  return {
    password: PASSWORD,
    settings,
    get provider() {
      return parts.provider
    },
    get echo() {
      return parts.echo
    },
    get home() {
      return parts.home
    },
    updates: () => parts.provider.requests().filter(({ url }) => url.startsWith('/nic/update')),
    /** A `run` that is ready, with what it says on standard error. */
    async running(env: Record<string, string> = {}, config = parts.home.settings) {
      const child = parts.home.start(['run', '--config', config], env)
      const said = { text: '' }
      child.stderr?.on('data', (chunk) => {
        said.text += chunk
      })
      const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
      await expect.poll(() => said.text, { timeout: 10_000 }).toContain('Ctrl+C')
      return { child, said, ended }
    },
  }
}
