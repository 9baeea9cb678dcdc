// What the network does, with what the model has to know of it.
import type { Family } from '../../../app/model/address.ts'
import type { Life } from '../simulation.ts'
import { isPaused } from '../simulation-state.ts'

/** The system says that something may have changed; the adapter table looks different. */
export function tellOfNetwork(life: Life, moved: readonly Family[] = []): void {
  life.sky.shape += 1
  life.pause.hasMissed ||= isPaused(life) === true
  life.book.excuse('network')
  life.promptness.told(moved)
  life.run.networkEvent()
}

/** The system says so, and nothing is different. */
export function makeNoise(life: Life): void {
  // A look that found no address before looks again all the same.
  life.book.excuse('network')
  life.promptness.told([])
  life.run.networkEvent()
}

export function move(life: Life, family: Family, to: string | null, isTold: boolean): void {
  life.trail.note(`${family} is ${to} from now on${isTold ? '' : ', and nobody tells'}`)
  life.sky.now[family] = to
  if (isTold) tellOfNetwork(life, [family])
  else life.promptness.moved(family)
}

export function lookAgain(life: Life, trigger: 'resume'): void {
  life.book.excuse('network')
  life.run.engine.request(trigger)
}
