// Replaces Electron's default app in a runtime that comes without one:
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

/** Sets what Electron takes from an app's package.json before the app runs. */
function applyManifest(folder) {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))
  if (manifest.version) app.setVersion(manifest.version)
  const name = manifest.productName ?? manifest.name
  if (name) app.setName(name)
  if (process.platform === 'linux') app.setDesktopName(manifest.desktopName ?? `${app.getName()}.desktop`)
  return require.resolve(folder)
}

function locate(target) {
  const folder = path.resolve(target)
  try {
    const isApp = fs.existsSync(path.join(folder, 'package.json'))
    app.setAppPath(isApp ? folder : path.dirname(folder))
    return isApp ? applyManifest(folder) : require.resolve(folder)
  } catch (error) {
    return stop(`no app at ${folder}: ${error.message}`)
  }
}

const { target, modules, version } = readArguments(process.argv.slice(1))
if (version) {
  process.stdout.write(`v${process.versions.electron}\n`)
  process.exit(0)
}
if (target === null) stop('name the folder or the file of an app')
// Electron's default app sets it, and apps recognise a development start by it.
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true, configurable: false })
const fromHere = createRequire(path.join(process.cwd(), 'here.js'))
for (const name of modules) fromHere(name)
const entry = locate(target)
if (process.mainModule) process.mainModule.filename = entry
if (entry.endsWith('.mjs')) import(pathToFileURL(entry).href).catch((error) => stop(error.stack))
else require(entry)
