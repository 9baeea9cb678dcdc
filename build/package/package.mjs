#!/usr/bin/env node
// `npm run package`: runs set-up, then makes the unpacked app for this system in dist/.
// Usage: npm run package -- [--win] [--test] [--installer]
//   --win        for Windows, from any system (on Windows it is the default)
//   --test       the package for tests, in dist/test: it allows a debugger
//   --installer  also makes the installer; the packer downloads its tools
//   --dry-run    only lists what set-up would install
import process from 'node:process'
import { setUp } from '../setup/setup.mjs'

const report = (line) => process.stderr.write(`${line}\n`)
const KNOWN = ['--win', '--test', '--installer', '--dry-run']

async function main(args) {
  const unknown = args.find((argument) => !KNOWN.includes(argument))
  if (unknown !== undefined) {
    report(`There is no ${unknown}; there are ${KNOWN.join(', ')}.`)
    return 2
  }
  const ready = await setUp({ use: 'package', log: (line) => report(`set-up: ${line}`) })
  if (!ready.ok) {
    for (const problem of ready.problems) report(problem)
    return 1
  }
  // Imported only now: it uses packages that set-up has just installed.
  const { makePackage } = await import('./make-package.mjs')
  const made = await makePackage({
    target: args.includes('--win') || process.platform === 'win32' ? 'win32' : 'linux',
    electronDist: ready.electronDist,
    forTests: args.includes('--test'),
    installer: args.includes('--installer'),
    log: report,
  })
  if (typeof made === 'string') {
    report(made)
    return 1
  }
  const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  const sizes = `${mebibytes(made.bytes)}, app.asar ${mebibytes(made.archiveBytes)}`
  report(`${made.folder}: Electron ${made.electron}, ${sizes}, ${made.seconds.toFixed(1)} s`)
  for (const remark of made.remarks) report(`Note: ${remark}.`)
  return 0
}

process.exitCode = await main(process.argv.slice(2))
