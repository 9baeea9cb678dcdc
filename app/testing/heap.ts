// How much memory the living values of this process take.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** @returns bytes after a garbage collection */
export async function livingBytes(): Promise<number> {
  // What ends in the next turn of the event loop, such as a closed socket, must not count.
  await new Promise((resolve) => setTimeout(resolve, 50))
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().heapUsed
}
