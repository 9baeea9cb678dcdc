// Makes a folder that node-gyp takes for an installed Node, from the node-api-headers package.
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// The part of Node's common.gypi that node-gyp needs: how a shared object is compiled.
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
