// The NeighbourTable port, by the native addon. Where the addon is missing nobody tells: Node has no such list.
import { loadNetworkMonitor } from '../../../native-addon/index.cjs'
import type { Neighbour } from '../../model/neighbour.ts'
import type { NeighbourTable } from '../../model/ports.ts'

/** @param binaryPaths possible paths of the addon's binary; the loader's own list by default */
export function createNeighbourTable(binaryPaths?: readonly string[]): NeighbourTable {
  return {
    list: async (): Promise<readonly Neighbour[] | null> => {
      // Loaded at the first use only: most settings name no neighbour.
      const loaded = loadNetworkMonitor(binaryPaths)
      return loaded.ok ? loaded.monitor.listNeighbours() : null
    },
  }
}
