// What was learnt about the servers, in memory and in the store: one small value for each destination and dialect of the
// settings. An account whose dialect is edited starts from nothing.
import type { Store } from '../../model/store.ts'
import { type LearntForm, learntOfText, textOfLearnt } from '../../model/update-form.ts'

export interface LearntForms {
  /** @param key `formKeyOf` the account */
  of(key: string): LearntForm
  /** Written before it counts. */
  change(key: string, next: (before: LearntForm) => LearntForm): void
}

const PREFIX = 'form '

export function createLearntForms(store: Pick<Store, 'getValue' | 'setValue'>): LearntForms {
  const known = new Map<string, LearntForm>()

  function of(key: string): LearntForm {
    const learnt = known.get(key) ?? learntOfText(store.getValue(PREFIX + key))
    known.set(key, learnt)
    return learnt
  }

  return {
    of,
    change: (key, next) => {
      const before = of(key)
      const after = next(before)
      if (after === before) return
      store.setValue(PREFIX + key, textOfLearnt(after))
      known.set(key, after)
    },
  }
}
