// Finds and loads the compiled addon. A missing and a broken binary are different sentences, and both name the files.
const { existsSync } = require('node:fs')
const { dirname, join } = require('node:path')

const FILE = 'homeward_network.node'

/** Upwards from this file, or from the bundle that it became part of: a local build first, then a packaged binary. */
function candidatePaths() {
  const paths = []
  let folder = __dirname
  for (let level = 0; level < 5; level += 1) {
    paths.push(join(folder, 'native-addon', 'build', 'Release', FILE))
    paths.push(join(folder, 'native-addon', 'prebuilds', `${process.platform}-${process.arch}`, FILE))
    folder = dirname(folder)
  }
  return [...new Set(paths)]
}

function loadNetworkMonitor(paths = candidatePaths()) {
  const broken = []
  for (const path of paths) {
    if (!existsSync(path)) continue
    try {
      return { ok: true, path, monitor: require(path) }
    } catch (error) {
      const [firstLine] = String(error instanceof Error ? error.message : error).split('\n')
      broken.push(`${path} (${firstLine})`)
    }
  }
  const reason =
    broken.length > 0
      ? `The native network monitor could not be loaded; tried ${broken.join(', ')}.`
      : `The native network monitor is not built; looked for ${paths.join(', ')}.`
  return { ok: false, reason }
}

module.exports = { loadNetworkMonitor }
