// Bundles the practice servers into one file for plain Node: out/e2e/servers.cjs, also for a namespace or a Wine prefix.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

await build({
  absWorkingDir: root,
  entryPoints: ['e2e/servers/main.ts'],
  outfile: 'out/e2e/servers.cjs',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node18',
  sourcemap: 'inline',
  logLevel: 'warning',
})
