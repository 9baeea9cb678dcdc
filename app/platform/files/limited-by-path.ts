// File work that may never end, as on a network share that is gone: each occupies a thread of the pool that DNS lookups and the
// credential store need as well. So few run at once, one for a path, and nobody waits longer than the limit.

/** Resolves to null when the work takes longer than the limit. Rejects as the work does. */
export type LimitedWork<T> = (path: string) => Promise<T | null>

interface UnderWay<T> {
  readonly work: Promise<T>
  /** The work's end, or the limit. */
  readonly inTime: Promise<T | null>
  isLate: boolean
}

/** Node's pool has four threads. */
const AT_ONCE = 2

export function limitedByPath<T>(start: (path: string) => Promise<T>, limitMs: number): LimitedWork<T> {
  const underWay = new Map<string, UnderWay<T>>()

  function begin(path: string): Promise<T | null> {
    const work = start(path)
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<null>((resolve) => {
      timer = setTimeout(() => {
        one.isLate = true
        resolve(null)
      }, limitMs)
    })
    const ended = work.finally(() => {
      clearTimeout(timer)
      underWay.delete(path)
    })
    const one: UnderWay<T> = { work: ended, inTime: Promise.race([ended, limit]), isLate: false }
    ended.catch(() => undefined)
    underWay.set(path, one)
    return one.inTime
  }

  return async (path) => {
    for (;;) {
      const same = underWay.get(path)
      // Work that is late already is not waited for again.
      if (same !== undefined) return same.isLate ? null : same.inTime
      if (underWay.size < AT_ONCE) return begin(path)
      const inTime = [...underWay.values()].filter(({ isLate }) => !isLate)
      if (inTime.length === 0) return null
      await Promise.race(inTime.map((one) => one.inTime.catch(() => null)))
    }
  }
}
