// File work that may never end, as on a network share that is gone: each occupies a thread of the pool that DNS lookups and the
// credential store need as well. So few run at once, of one kind and of all together, one for a path, and nobody waits longer
// than the limit.

/** Resolves to null when the work takes longer than the limit. Rejects as the work does. */
export type LimitedWork<T> = (path: string) => Promise<T | null>

export interface UnderWay<T> {
  readonly path: string
  /** The work's end, or the limit. */
  readonly inTime: Promise<T | null>
  isLate: boolean
}

/** Node's pool has four threads. */
const AT_ONCE = 2
const AT_ONCE_IN_ALL = 3
const everything = new Set<UnderWay<unknown>>()

/** @param all what runs at the same time, of every kind of work */
export function limitedByPath<T>(
  start: (path: string) => Promise<T>,
  limitMs: number,
  all: Set<UnderWay<unknown>> = everything,
): LimitedWork<T> {
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
      all.delete(one)
    })
    const one: UnderWay<T> = { path, inTime: Promise.race([ended, limit]), isLate: false }
    ended.catch(() => undefined)
    underWay.set(path, one)
    all.add(one)
    return one.inTime
  }

  return async (path) => {
    for (;;) {
      // Work that is late already is not waited for again, and other work on the same path would be late as well.
      if ([...all].some((one) => one.path === path && one.isLate)) return null
      const same = underWay.get(path)
      if (same !== undefined) return same.inTime
      const before = underWay.size < AT_ONCE ? all : new Set(underWay.values())
      if (before === all && all.size < AT_ONCE_IN_ALL) return begin(path)
      const inTime = [...before].filter(({ isLate }) => !isLate)
      if (inTime.length === 0) return null
      await Promise.race(inTime.map((one) => one.inTime.catch(() => null)))
    }
  }
}
