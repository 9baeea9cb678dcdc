// Finds and loads the compiled addon. A missing and a broken binary are different sentences, and both name the files.
const { existsSync } = require('node:fs')
const { basename, join } = require('node:path')

const FILE = 'homeward_network.node'
const PREBUILT = ['native-addon', 'prebuilds', `${process.platform}-${process.arch}`, FILE]
/** First in a checkout. A package holds none, so that one there would have been planted. */
const BUILT_HERE = ['native-addon', 'build', 'Release', FILE]

/**
 * Beside the code only: in its own project or package. A search upwards would load whatever somebody put into a folder above.
 * @param {string} folder of the running code: this file's, or that of the bundle it became part of, two below the project
 */
function candidatePaths(folder) {
  const root = basename(folder) === 'native-addon' ? join(folder, '..') : join(folder, '../..')
  const isPackaged = /[\\/]app\.asar(\.unpacked)?$/.test(root)
  return (isPackaged ? [PREBUILT] : [BUILT_HERE, PREBUILT]).map((parts) => join(root, ...parts))
}

function loadNetworkMonitor(paths = candidatePaths(__dirname)) {
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
  if (broken.length > 0) {
    return { ok: false, reason: `The native network monitor could not be loaded; tried ${broken.join(', ')}.` }
  }
  return { ok: false, reason: `The native network monitor is not built; looked for ${paths.join(' and ')}.` }
}

module.exports = { candidatePaths, loadNetworkMonitor }
