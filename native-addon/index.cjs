// Finds and loads the compiled addon. A missing and a broken binary are different sentences, and both name the files.
const { existsSync } = require('node:fs')
const { dirname, join } = require('node:path')

const FILE = 'homeward_network.node'
// A local build first, then a packaged binary.
const PLACES = [
  ['native-addon', 'build', 'Release', FILE],
  ['native-addon', 'prebuilds', `${process.platform}-${process.arch}`, FILE],
]

/** Upwards from this file, or from the bundle that it became part of. */
function candidatePaths() {
  const paths = []
  let folder = __dirname
  for (let level = 0; level < 5; level += 1) {
    for (const place of PLACES) paths.push(join(folder, ...place))
    folder = dirname(folder)
  }
  return paths
}

function loadNetworkMonitor(paths) {
  const broken = []
  for (const path of paths ?? candidatePaths()) {
    if (!existsSync(path)) continue
    try {
      return { ok: true, path, monitor: require(path) }
    } catch (error) {
      const [firstLine] = String(error instanceof Error ? error.message : error).split('\n')
      broken.push(`${path} (${firstLine})`)
    }
  }
  if (broken.length > 0) {
    return { ok: false, reason: `The native network monitor could not be loaded; tried ${broken.join(', ')}.` }
  }
  const places = paths?.join(', ') ?? `${PLACES.map((place) => join(...place)).join(' and ')} from ${__dirname} upwards`
  return { ok: false, reason: `The native network monitor is not built; looked for ${places}.` }
}

module.exports = { loadNetworkMonitor }
