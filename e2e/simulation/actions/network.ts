// What the network does, and what it means for the reference model.
import type { Answer } from '../../../app/contract/guards.ts'
import { FAMILIES, type Family } from '../../../app/model/address.ts'
import { answersTo, questionId } from '../../../app/model/guards/memory.ts'
import type { Simulation } from '../simulation.ts'
import { isPaused } from '../simulation-state.ts'
import { type Place, routerOf } from '../world/network.ts'
import { elapsed } from '../world/virtual-time.ts'
import { callCommand } from './call-command.ts'

/** The system announces a change, and the adapter table differs. @param changed families with a new address */
export function announceChange(simulation: Simulation, changed: readonly Family[] = []): void {
  simulation.network.revision += 1
  simulation.pause.hasMissedTrigger ||= isPaused(simulation) === true
  simulation.model.resetBackoff('network')
  simulation.reactions.announced(changed)
  simulation.app.announceChange()
}

/** The system announces a change, and nothing differs. */
export function announceNothing(simulation: Simulation): void {
  // A round that found no address before still makes another.
  simulation.model.resetBackoff('network')
  simulation.reactions.announced([])
  simulation.app.announceChange()
}

/** @param to null: the family has no address any more */
export function changeAddress(simulation: Simulation, family: Family, to: string | null, isAnnounced: boolean): void {
  simulation.trace.note(`${family} is ${to} from now on${isAnnounced ? '' : ', unannounced'}`)
  simulation.network.addresses[family] = to
  if (isAnnounced) announceChange(simulation, [family])
  else simulation.reactions.changedSilently(family)
}

/** The computer is taken to another network. */
export function moveTo(simulation: Simulation, place: Place): void {
  simulation.trace.note(`the computer is in the network of ${place}`)
  simulation.network.place = place
  announceChange(simulation, FAMILIES)
}

/** The user answers what is asked about the network. */
export async function answerAboutNetwork(simulation: Simulation, answer: Answer): Promise<void> {
  const { app, network, model, places, pause } = simulation
  const question = app.guards.current.questions.find(({ network: { mac } }) => mac === routerOf(network.place))
  if (question === undefined || !answersTo(question).includes(answer)) return
  pause.hasMissedTrigger ||= isPaused(simulation) === true
  model.resetBackoff('network')
  simulation.reactions.cancelAll()
  simulation.counters.count(`networks: ${answer}`)
  const give = app.commands['question.answer']
  await callCommand(simulation, `${answer} at ${network.place}`, () => {
    const outcome = give({ id: questionId(question), answer })
    // Noted before the round that follows.
    places.answered(network.place, answer)
    return outcome
  })
}

/** The machine wakes up, and nobody told that it slept. */
export function resumeMachine(simulation: Simulation): void {
  simulation.model.resetBackoff('network')
  simulation.sleptAt = elapsed()
  simulation.app.engine.sleep.end()
}

/** The system tells that the machine sleeps, and after a while that it woke up. */
export async function sleepMachine(simulation: Simulation, ms: number): Promise<void> {
  const { model, trace, reactions } = simulation
  trace.note(`the machine sleeps for ${ms} ms`)
  // What is pending is dropped, as in a pause, and comes again by the first round after it.
  model.resetBackoff('new-series')
  Object.assign(simulation, { isAsleep: true, sleptAt: elapsed(), forcedCancelledAt: elapsed() })
  reactions.cancelAll()
  simulation.app.engine.sleep.begin()
  await simulation.advance(ms)
  simulation.isAsleep = false
  if (!simulation.app.isAlive) return
  trace.note('the machine wakes up')
  model.resetBackoff('network')
  simulation.app.engine.sleep.end()
}
