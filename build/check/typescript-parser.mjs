// Gives dependency-cruiser the TypeScript 5 parser. It asks for "typescript", which is version 7 here: with that it reads
// no module at all and reports success, so both ways of asking are answered with the alias "typescript5".
import Module, { createRequire, register } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(import.meta.url)
const parser = require.resolve('typescript5')
const isCruiser = (place) => /[\\/]dependency-cruiser[\\/]/.test(place ?? '')

/** Runs in the loader thread: it must stand alone. */
const loader = `
export const resolve = (specifier, context, next) =>
  specifier === 'typescript' && /[\\\\/]dependency-cruiser[\\\\/]/.test(context.parentURL ?? '')
    ? { url: ${JSON.stringify(pathToFileURL(parser).href)}, shortCircuit: true }
    : next(specifier, context)`
register(`data:text/javascript,${encodeURIComponent(loader)}`)

const resolveFilename = Module._resolveFilename
Module._resolveFilename = function resolveWithAlias(request, parent, ...rest) {
  const aliased = isCruiser(parent?.filename) && /^typescript(\/|$)/.test(request)
  const asked = aliased ? request.replace('typescript', 'typescript5') : request
  return resolveFilename.call(this, asked, parent, ...rest)
}

/** The parser itself, for checks that read syntax. */
export const typescript = require('typescript5')
