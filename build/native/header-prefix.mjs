// A folder that looks to node-gyp like an installed Node, made from the node-api-headers package.
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// What node-gyp would take from Node's own common.gypi: how a shared object is compiled, nothing of Node itself.
const COMMON = `{
  'target_defaults': {
    'default_configuration': 'Release',
    'configurations': { 'Release': { 'cflags': ['-O2'], 'defines': ['NDEBUG'] } },
    'cflags': ['-fPIC', '-pthread'],
    'ldflags': ['-pthread'],
  },
}
`

/** Fills `prefix` and returns it. `require` finds the package. */
export function makeHeaderPrefix(prefix, require) {
  const folder = join(prefix, 'include/node')
  mkdirSync(folder, { recursive: true })
  const source = require('node-api-headers').include_dir
  for (const name of readdirSync(source)) copyFileSync(join(source, name), join(folder, name))
  writeFileSync(join(folder, 'common.gypi'), COMMON)
  writeFileSync(join(folder, 'config.gypi'), '{ "target_defaults": {}, "variables": {} }\n')
  return prefix
}
