// Checks promise 7 "explained": every attempt has its round, every round its trigger, and both languages have a text for
// all of it. No secret is in any of that (promise 5).

import { explainRound } from '../../../app/contract/explain/round.ts'
import { LOCALES } from '../../../app/contract/locale.ts'
import { snapshotSchema } from '../../../app/contract/snapshot.ts'
import type { Simulation } from '../simulation.ts'
import { checkNoSecret, snapshotOf } from './state-invariants.ts'

export function checkExplained(simulation: Simulation): void {
  const { trace, app } = simulation
  const { attempts } = app.store.history({ limit: 500 })
  checkNoSecret(simulation, 'the history', JSON.stringify(attempts))
  const rounds = new Map(attempts.map(({ roundId }) => [roundId, roundId === null ? null : app.store.round(roundId)]))
  for (const attempt of attempts) {
    const round = rounds.get(attempt.roundId) ?? null
    if (round === null && simulation.hasLostRounds) continue
    trace.check(round !== null, 'explained', () => `attempt ${attempt.id} of ${attempt.hostname} has no round`)
    trace.check((round?.trigger.length ?? 0) > 0, 'explained', () => `round ${attempt.roundId} has no trigger`)
  }
  checkNoSecret(simulation, 'the rounds', JSON.stringify([...rounds.values()]))
  for (const locale of LOCALES) {
    const snapshot = snapshotOf(simulation, locale)
    trace.check(snapshotSchema.safeParse(snapshot).success, 'explained', () => 'the snapshot does not match its schema')
    for (const record of snapshot.records) {
      const sent = attempts
        .filter(({ account, hostname }) => account === record.account && hostname === record.hostname)
        .filter((attempt, index, all) => all.findIndex(({ family }) => family === attempt.family) === index)
        .map((attempt) => ({ attempt, round: rounds.get(attempt.roundId) ?? null, isFirst: false }))
      const facts = { record, sent, last: app.store.lastRound(), holds: snapshot.holds, pause: null, isRunning: true }
      const lines = explainRound(locale, facts).flatMap((section) => section.lines)
      const isComplete = lines.length > 0 && !lines.join().includes('{{')
      trace.check(isComplete, 'explained', () => `${record.hostname}: ${lines}`)
    }
  }
  trace.throwFirst()
}
