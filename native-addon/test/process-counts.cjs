// How many descriptors and threads this process has, and how much memory.
const { existsSync, readdirSync } = require('node:fs')
const { dirname, join } = require('node:path')

/** On Windows Node cannot tell: a counter built beside the addon's test binary does. */
function windowsCounts() {
  const counter = join(dirname(process.argv[2]), 'process_counts.node')
  if (!existsSync(counter)) throw new Error(`no ${counter}`)
  return require(counter).counts()
}

function processCounts() {
  const residentBytes = process.memoryUsage.rss()
  if (process.platform === 'win32') return { ...windowsCounts(), residentBytes }
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    threads: readdirSync('/proc/self/task').length,
    residentBytes,
  }
}

module.exports = { processCounts }
