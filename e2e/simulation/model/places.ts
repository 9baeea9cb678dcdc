// The networks that the user publishes from, as the reference model knows them: the first one in which an address was seen, and
// those that the user kept.
import type { Answer } from '../../../app/contract/guards.ts'
import type { Store } from '../../../app/model/store.ts'
import type { Trace } from '../trace.ts'
import { PLACES, type Place, routerOf } from '../world/network.ts'

export interface Places {
  /** An address was seen here. @returns whether names may point here */
  seen(place: Place): boolean
  isKnown(place: Place): boolean
  answered(place: Place, answer: Answer): void
  /** What the process knows of them may not have been written. */
  uncertain(): void
  /** The process has ended: only what was written counts from now on. */
  ended(trace: Trace, file: Pick<Store, 'getValue'>): void
}

export function createPlaces(): Places {
  let standings = new Map<Place, Answer>()
  let isUncertain = false
  return {
    seen: (place) => {
      if (standings.size === 0) standings.set(place, 'keep')
      return standings.get(place) === 'keep'
    },
    isKnown: (place) => standings.get(place) === 'keep',
    answered: (place, answer) => standings.set(place, answer),
    uncertain: () => {
      isUncertain = true
    },
    ended: (trace, file) => {
      const written = inFile(file)
      const differs = PLACES.filter((place) => written.get(place) !== standings.get(place))
      trace.check(isUncertain || differs.length === 0, 'lost', () => `what was said of ${differs} is not in the file`)
      standings = written
      isUncertain = false
    },
  }
}

function inFile(file: Pick<Store, 'getValue'>): Map<Place, Answer> {
  const text = file.getValue('guards')
  const { networks } = text === null ? { networks: [] } : JSON.parse(text)
  return new Map(
    (networks as { network: { mac: string }; isAway: boolean }[]).flatMap(({ network, isAway }) => {
      const place = PLACES.find((each) => routerOf(each) === network.mac)
      return place === undefined ? [] : [[place, isAway ? 'only-at-home' : 'keep'] as const]
    }),
  )
}
