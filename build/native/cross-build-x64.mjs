// Cross-builds native-addon/prebuilds/win32-x64/homeward_network.node with Debian's mingw-w64, when a source is newer.
// With SOURCE and OUTPUT it builds that library instead, for tests that load it beside the addon.
import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { newestSource, writtenAt } from './source-age.mjs'
import { addonSources, compilerFlags, linkedLibraries, nodeFunctions, root } from './windows-sources.mjs'

const COMPILER = 'x86_64-w64-mingw32-g++-posix'
const DLLTOOL = 'x86_64-w64-mingw32-dlltool'
/** Checks of the stack and of buffers, as the build for this machine has them; the control flow guard is MSVC's alone. */
const HARDENING = ['-fstack-protector-strong', '-U_FORTIFY_SOURCE', '-D_FORTIFY_SOURCE=2']
const binary = join(root, 'native-addon/prebuilds/win32-x64/homeward_network.node')

/** Compiles `sources` to the Node-API library `output`, which any executable with Node inside can load. */
function crossBuild(sources, output) {
  const started = new Date()
  mkdirSync(dirname(output), { recursive: true })
  const stage = `${output}.${process.pid}`
  const imports = `${stage}.a`
  try {
    execFileSync(DLLTOOL, ['-d', nodeFunctions, '-D', 'node.exe', '-y', imports], { stdio: ['ignore', 2, 2] })
    const link = [
      ...HARDENING,
      '-shared',
      '-s',
      '-o',
      stage,
      ...sources,
      imports,
      '-static',
      ...linkedLibraries,
      '-ldelayimp',
    ]
    execFileSync(COMPILER, [...compilerFlags, ...link], { stdio: ['ignore', 2, 2] })
    utimesSync(stage, started, started) // not newer than the sources it was made from
    renameSync(stage, output)
  } finally {
    rmSync(stage, { force: true })
    rmSync(imports, { force: true })
  }
}

const [source, output] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
if (source && output) {
  crossBuild([source], output)
} else if (!process.argv.includes('--force') && writtenAt(binary) > newestSource(root)) {
  console.error('The Windows addon is up to date.')
} else {
  crossBuild(addonSources(), binary)
}
