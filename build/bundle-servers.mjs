// Bundles the practice servers into one file for plain Node: out/e2e/servers.cjs, also for a namespace or a Wine prefix.
import { rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const program = join(root, 'out/e2e/servers.cjs')
const fresh = `${program}.${process.pid}`

await build({
  absWorkingDir: root,
  entryPoints: ['e2e/servers/main.ts'],
  outfile: fresh,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node18',
  sourcemap: 'inline',
  logLevel: 'warning',
})
// Whoever starts the program meanwhile gets a whole one.
await rename(fresh, program)
