// Builds native-addon/build/Release/homeward_network.node with node-gyp, and only when a source is newer.
// `--address-sanitizer` builds native-addon/build/AddressSanitizer/homeward_network.node instead; `--force` always builds.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeHeaderPrefix } from './header-prefix.mjs'
import { newestSource, writtenAt } from './source-age.mjs'
import { buildStaged } from './staged-build.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const require = createRequire(import.meta.url)

/**
 * Uses the running Node's own headers, or else a folder made from the node-api-headers package, so that nothing is
 * downloaded. On Windows node-gyp downloads them itself, because it needs node.lib, too.
 */
function headerArguments() {
  if (process.platform === 'win32') return []
  const own = resolve(dirname(process.execPath), '..')
  const complete = ['node_api.h', 'common.gypi'].every((name) => existsSync(join(own, 'include/node', name)))
  return [`--nodedir=${complete ? own : makeHeaderPrefix(join(root, '.cache/node-headers'), require)}`]
}

const sanitize = process.argv.includes('--address-sanitizer')
const binary = join(root, 'native-addon/build', sanitize ? 'AddressSanitizer' : 'Release', 'homeward_network.node')
if (!process.argv.includes('--force') && writtenAt(binary) > newestSource(root)) {
  console.error('The native addon is up to date.')
} else {
  const gyp = require.resolve('node-gyp/bin/node-gyp.js')
  const environment = sanitize ? { HOMEWARD_SANITIZE: 'address' } : {}
  process.exitCode = buildStaged({ root, binary, gyp, arguments: headerArguments(), environment })
}
