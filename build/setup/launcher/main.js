// Stands in for Electron's own default app in a runtime that came without one:
//   electron [chromium switches] [-r module]... <app folder | file> [app arguments]
const { app } = require('electron')
const fs = require('node:fs')
const { createRequire } = require('node:module')
const path = require('node:path')
const { pathToFileURL } = require('node:url')

/** @returns {{ target: string | null, modules: string[], version: boolean }} */
function readArguments(args) {
  const modules = []
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '-r' || args[i] === '--require') modules.push(args[++i])
    else if (args[i] === '-v' || args[i] === '--version') return { target: null, modules, version: true }
    else if (!args[i].startsWith('-')) return { target: args[i], modules, version: false }
  }
  return { target: null, modules, version: false }
}

function stop(message) {
  process.stderr.write(`launcher: ${message}\n`)
  process.exit(1)
}

/** What Electron itself takes from an app's package.json before the app's first line runs. */
function takeManifest(folder) {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))
  if (manifest.version) app.setVersion(manifest.version)
  const name = manifest.productName ?? manifest.name
  if (name) app.setName(name)
  if (process.platform === 'linux') app.setDesktopName(manifest.desktopName ?? `${app.getName()}.desktop`)
  return require.resolve(folder)
}

function locate(target) {
  const place = path.resolve(target)
  try {
    const isApp = fs.existsSync(path.join(place, 'package.json'))
    app.setAppPath(isApp ? place : path.dirname(place))
    return isApp ? takeManifest(place) : require.resolve(place)
  } catch (error) {
    return stop(`no app at ${place}: ${error.message}`)
  }
}

const { target, modules, version } = readArguments(process.argv.slice(1))
if (version) {
  process.stdout.write(`v${process.versions.electron}\n`)
  process.exit(0)
}
if (target === null) stop('name the folder or the file of an app')
// Electron marks a start by its default app so; apps tell a development start from an installed one by it.
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true, configurable: false })
const fromHere = createRequire(path.join(process.cwd(), 'here.js'))
for (const name of modules) fromHere(name)
const entry = locate(target)
if (process.mainModule) process.mainModule.filename = entry
if (entry.endsWith('.mjs')) import(pathToFileURL(entry).href).catch((error) => stop(error.stack))
else require(entry)
