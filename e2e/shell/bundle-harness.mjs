// Bundles the shell's harness into out/e2e/, beside which the product's own page, bridge and icons lie.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
await build({
  entryPoints: [join(here, 'harness.ts')],
  outfile: join(here, '../../out/e2e/harness.cjs'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node18',
  sourcemap: true,
  external: ['electron'],
  define: { TEST_PACKAGE: 'false' },
  logLevel: 'warning',
})
