#!/usr/bin/env node
// `npm run package`: set-up, then the unpacked app for this system in dist/.
// Usage: npm run package -- [--win] [--test] [--installer]
//   --win        for Windows, from any system (on Windows it is the default)
//   --test       the build that tests drive, in dist/test: it lets itself be debugged
//   --installer  also the installer; the packer downloads its tools for it
import process from 'node:process'
import { setUp } from '../setup/setup.mjs'

const say = (line) => process.stderr.write(`${line}\n`)
const KNOWN = ['--win', '--test', '--installer']

async function main(args) {
  const unknown = args.find((argument) => !KNOWN.includes(argument))
  if (unknown !== undefined) {
    say(`There is no ${unknown}; there are ${KNOWN.join(', ')}.`)
    return 2
  }
  const ready = await setUp({ use: 'app', log: (line) => say(`set-up: ${line}`) })
  if (!ready.ok) {
    for (const problem of ready.problems) say(problem)
    return 1
  }
  // Loaded only now: it uses packages that set-up has just installed.
  const { makePackage } = await import('./make-package.mjs')
  const made = await makePackage({
    target: args.includes('--win') || process.platform === 'win32' ? 'win32' : 'linux',
    electronDist: ready.electronDist,
    forTests: args.includes('--test'),
    installer: args.includes('--installer'),
    log: say,
  })
  if (typeof made === 'string') {
    say(made)
    return 1
  }
  const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  const sizes = `${mebibytes(made.bytes)}, app.asar ${mebibytes(made.archiveBytes)}`
  say(`${made.folder}: Electron ${made.electron}, ${sizes}, ${made.seconds.toFixed(1)} s`)
  for (const remark of made.remarks) say(`Note: ${remark}.`)
  return 0
}

process.exitCode = await main(process.argv.slice(2))
