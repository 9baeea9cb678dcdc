// Sources, flags and libraries of every cross build for Windows, whatever the compiler.
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const headers = require('node-api-headers')

/** The addon's sources: the shared ones, the Windows backend, and the delay-load hook that node-gyp has only for MSVC. */
export function addonSources() {
  return ['native-addon/src', 'native-addon/src/windows'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.cc'))
      .map((name) => join(root, folder, name)),
  )
}

/** Node's functions, imported from "node.exe" when first called. */
export const nodeFunctions = headers.def_paths.node_api_def

export const compilerFlags = [
  '-std=c++20',
  '-O2',
  '-Wall',
  '-Wextra',
  '-Wno-cast-function-type',
  '-DNDEBUG',
  '-DNAPI_VERSION=8',
  '-DNAPI_CPP_EXCEPTIONS',
  '-DNODE_ADDON_API_CPP_EXCEPTIONS_ALL',
  '-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
  '-DNODE_ADDON_API_DISABLE_DEPRECATED',
  '-DBUILDING_NODE_EXTENSION',
  '-D_WIN32_WINNT=0x0A00',
  '-DNTDDI_VERSION=0x0A000000',
  '-DWIN32_LEAN_AND_MEAN',
  '-DNOMINMAX',
  `-I${join(root, 'native-addon/include')}`,
  `-I${join(root, 'native-addon/src')}`,
  `-I${dirname(require.resolve('node-addon-api/package.json'))}`,
  `-I${headers.include_dir}`,
]

export const linkedLibraries = ['-liphlpapi', '-lws2_32']
