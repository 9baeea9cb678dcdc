// Counts the descriptors and threads of this process, and its memory.
const { existsSync, readdirSync } = require('node:fs')
const { dirname, join } = require('node:path')

/** Node cannot count them on Windows, so a counter is built beside the addon's test binary. */
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
