// Bundles the practice servers into one file for plain Node: out/e2e/servers.cjs, also for use in a namespace or a Wine prefix.
import { rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const program = join(root, 'out/e2e/servers.cjs')
const unfinished = `${program}.${process.pid}`

await build({
  absWorkingDir: root,
  entryPoints: ['e2e/servers/main.ts'],
  outfile: unfinished,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node18',
  sourcemap: 'inline',
  logLevel: 'warning',
})
// A program that starts meanwhile gets a complete file.
await rename(unfinished, program)
