// Bundles the app: the page with Vite; main process and command line with esbuild, as CommonJS for the oldest runtime we
// support (Node 18, Chrome 114); the preload script as an IIFE, because a sandboxed script has no module loader.
// Usage: node build/bundle.mjs [--out=FOLDER] [--no-maps] [--test-package]
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build as bundle } from 'esbuild'
import { build as buildPage } from 'vite'
import { drawIcons } from './icons/draw-icons.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const out = resolve(process.argv.find((argument) => argument.startsWith('--out='))?.slice(6) ?? join(root, 'out'))
const started = performance.now()

/** Names of the calls and pushes, read from the IPC table, so that the bridge needs neither the parsers nor a second list. */
async function channelNames() {
  const { outputFiles } = await bundle({
    entryPoints: [join(root, 'app/contract/ipc.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  })
  const source = Buffer.from(outputFiles[0].contents).toString('base64')
  const table = await import(`data:text/javascript;base64,${source}`)
  return { CALL_NAMES: JSON.stringify(Object.keys(table.calls)), PUSH_NAMES: JSON.stringify(Object.keys(table.pushes)) }
}

const common = {
  bundle: true,
  sourcemap: !process.argv.includes('--no-maps'),
  logLevel: 'warning',
  absWorkingDir: root,
}
const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node18',
  outdir: join(out, 'app'),
  outExtension: { '.js': '.cjs' },
  external: ['electron', 'keytar', '@photostructure/sqlite', '*.node'],
  // Names stay, for readable stacks. Minifying saves a third of the text, which the process keeps in memory. One non-ASCII
  // character would double its size there.
  minifyWhitespace: true,
  minifySyntax: true,
  charset: 'ascii',
  legalComments: 'external',
  // A packaged app refuses a debugger. The package for tests is bundled with --test-package.
  define: { TEST_PACKAGE: String(process.argv.includes('--test-package')) },
}
const entries = ['app/main.ts', 'app/headless.ts', 'app/settings-worker.ts'].filter((entry) =>
  existsSync(join(root, entry)),
)

async function bundlePreload() {
  const define = await channelNames()
  await bundle({
    ...common,
    define,
    format: 'iife',
    platform: 'browser',
    target: 'chrome114',
    external: ['electron'],
    entryPoints: ['app/preload/preload.ts'],
    outdir: out,
  })
}

async function bundlePage() {
  if (!existsSync(join(root, 'renderer/index.html'))) return
  // With a caller's NODE_ENV, such as a test runner's, React's development build and this machine's paths would get in.
  process.env.NODE_ENV = 'production'
  await buildPage({
    configFile: false,
    root: join(root, 'renderer'),
    base: './',
    plugins: [react()],
    logLevel: 'warn',
    build: {
      outDir: join(out, 'renderer'),
      emptyOutDir: true,
      target: 'chrome114',
      // The page loads only from its own scheme: no inlined data: scripts, no preloading over http.
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 2_000,
    },
  })
}

const results = await Promise.allSettled([
  bundle({ ...node, entryPoints: entries.map((entry) => join(root, entry)) }),
  bundlePreload(),
  bundlePage(),
  drawIcons(join(out, 'icons')),
])
const failures = results.filter((result) => result.status === 'rejected')
for (const { reason } of failures)
  process.stderr.write(`${reason instanceof Error ? reason.message : String(reason)}\n`)
if (failures.length > 0) process.exit(1)
process.stderr.write(`bundled in ${((performance.now() - started) / 1000).toFixed(1)} s\n`)
