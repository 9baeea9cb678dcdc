// Gives dependency-cruiser the TypeScript 5 parser. It loads "typescript", which is version 7 here: with that it reads no
// module at all and reports success. So both ways to load it resolve to the alias "typescript5".
import Module, { createRequire, register } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(import.meta.url)
const parser = require.resolve('typescript5')
const isCruiser = (file) => /[\\/]dependency-cruiser[\\/]/.test(file ?? '')

/** Runs in the loader thread, without access to this module. */
const loader = `
export const resolve = (specifier, context, next) =>
  specifier === 'typescript' && /[\\\\/]dependency-cruiser[\\\\/]/.test(context.parentURL ?? '')
    ? { url: ${JSON.stringify(pathToFileURL(parser).href)}, shortCircuit: true }
    : next(specifier, context)`
register(`data:text/javascript,${encodeURIComponent(loader)}`)

const resolveFilename = Module._resolveFilename
Module._resolveFilename = function resolveWithAlias(request, parent, ...rest) {
  const aliased = isCruiser(parent?.filename) && /^typescript(\/|$)/.test(request)
  const name = aliased ? request.replace('typescript', 'typescript5') : request
  return resolveFilename.call(this, name, parent, ...rest)
}

/** The parser itself, for checks that read syntax. */
export const typescript = require('typescript5')
