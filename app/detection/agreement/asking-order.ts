// Remembers, in memory only, who is asked last for a while, and who vouched alone the last time.
import type { Family } from '../../model/address.ts'
import type { Clock } from '../../model/ports.ts'
import { type Demotion, demoted, demotionWeight, inAskingOrder } from './demotion.ts'
import type { Voter } from './voter.ts'

export interface AskingOrder {
  /** @returns the voters in the order in which to ask them */
  of(family: Family, voters: readonly Voter[]): readonly Voter[]
  /** The voter failed, or saw another address than the one that was found right. */
  blame(family: Family, voter: Voter): void
  /** @param operator who vouched for the published address, and nobody else did; null when several agreed */
  vouchedAlone(family: Family, operator: string | null): void
}

export function createAskingOrder(clock: Pick<Clock, 'monotonic'>): AskingOrder {
  const demotions = new Map<string, Demotion>()
  const lastAlone = new Map<Family, string>()
  // One of a company's services may fail while another works.
  const keyOf = (family: Family, { operator, name, source }: Voter) => JSON.stringify([family, operator, source, name])

  return {
    of: (family, voters) => {
      const now = clock.monotonic()
      for (const [key, demotion] of demotions) {
        if (demotionWeight(demotion, now) === 0) demotions.delete(key)
      }
      return inAskingOrder(
        voters,
        (voter) => demotionWeight(demotions.get(keyOf(family, voter)), now),
        ({ operator }) => operator === lastAlone.get(family),
      )
    },
    blame: (family, voter) => {
      const key = keyOf(family, voter)
      demotions.set(key, demoted(demotions.get(key), clock.monotonic()))
    },
    vouchedAlone: (family, operator) => {
      if (operator === null) lastAlone.delete(family)
      else lastAlone.set(family, operator)
    },
  }
}
