// What must hold whenever nothing is in the middle of happening: looked at after every command.

import { explainRound } from '../../../app/contract/explain/round.ts'
import type { Locale } from '../../../app/contract/locale.ts'
import { type AppSnapshot, snapshotSchema } from '../../../app/contract/snapshot.ts'
import type { FamilyState } from '../../../app/model/store.ts'
import { familyKey } from '../../../app/model/store.ts'
import { base64 } from '../../../app/providers/shared/answer-redaction.ts'
import { buildSnapshot } from '../../../app/snapshot/build-snapshot.ts'
import type { NameFacts } from '../reference-model.ts'
import type { Life } from '../simulation.ts'
import { isPaused } from '../simulation-state.ts'
import { passed, SECOND, settle } from '../world/virtual-time.ts'

/** Polls are spread by a fifth. */
const SPREAD = 1.2
/** The clock is looked at every 15 s: until then a step is not noticed. */
const CLOCK_CHECK_MS = 16 * SECOND

export async function inspect(life: Life): Promise<void> {
  const { trail, run } = life
  await settle()
  // A look that is due now is under way a moment later.
  if (run.isAlive && (run.engine.nextRoundAt ?? 0) <= Date.now()) await life.pass(1)
  if (run.isAlive) {
    if (passed() - life.steppedAt >= CLOCK_CHECK_MS) isNextLookPlanned(life)
    for (const facts of life.book.names) agree(life, facts)
    const paused = isPaused(life)
    trail.must(paused === null || run.engine.pause.active === paused, 'lost', () => `the pause should be ${paused}`)
    isSecretFree(life, 'the holds', JSON.stringify(run.engine.states.holds()))
    isSecretFree(life, 'the snapshot', JSON.stringify(snapshotOf(life, 'en')))
  }
  isSecretFree(life, 'the log or the news', run.takeTexts().join('\n'))
  trail.throwFirst()
}

function isNextLookPlanned({ trail, run, settings }: Life): void {
  const { nextRoundAt: nextLookAt } = run.engine
  const inMs = (nextLookAt ?? Number.POSITIVE_INFINITY) - Date.now()
  const longest = settings.detection.pollIntervalS * 1_000 * SPREAD
  trail.must(inMs >= -SECOND && inMs <= longest, 'explained', () => `the next look is due in ${inMs} ms`)
}

/** What the engine takes for confirmed, previous and undone is what really happened. */
function agree({ trail, run }: Life, facts: NameFacts): void {
  const state: FamilyState | null = run.engine.states.state(facts)
  const said = [state?.confirmed ?? null, state?.previous ?? null, state?.undo?.to ?? null].join(', ')
  const real = [facts.confirmed, facts.previous, facts.undo?.to ?? null].join(', ')
  trail.must(said === real, 'lost', () => `${familyKey(facts)}: the engine knows ${said}, and ${real} is so`)
}

function isSecretFree({ trail, secrets }: Life, what: string, text: string): void {
  for (const secret of secrets.values()) {
    const forms = [secret, base64(secret), base64(`user:${secret}`)]
    trail.must(!forms.some((form) => text.includes(form)), 'leaked', () => `${what}: ${text}`)
  }
}

export function snapshotOf(life: Life, locale: Locale): AppSnapshot {
  const { engine, store, providers } = life.run
  return buildSnapshot({
    ...{ revision: 1, version: '0', locale, settings: life.settings, providers, loginItem: 'unavailable' },
    settingsFile: { path: '/settings.yaml', editable: true },
    states: engine.states,
    jobs: engine.jobs,
    view: engine.view,
    verified: engine.verified,
    lastRound: engine.view?.record ?? store.lastRound(),
    secrets: () => ({ password: 'present' }),
    notices: [],
    paused: engine.pause.active,
    pausedUntil: engine.pause.until,
    nextLookAt: engine.nextRoundAt,
  })
}

/** Every attempt has its round, every round its trigger, and both languages have words for all of it. */
export function isExplained(life: Life): void {
  const { store } = life.run
  const { trail } = life
  const { attempts } = store.history({ limit: 500 })
  isSecretFree(life, 'the history', JSON.stringify(attempts))
  const rounds = new Map(attempts.map(({ roundId }) => [roundId, roundId === null ? null : store.round(roundId)]))
  for (const attempt of attempts) {
    const round = rounds.get(attempt.roundId) ?? null
    if (round === null && life.hasLostRounds) continue
    trail.must(round !== null, 'explained', () => `attempt ${attempt.id} of ${attempt.hostname} has no round`)
    trail.must((round?.trigger.length ?? 0) > 0, 'explained', () => `round ${attempt.roundId} has no trigger`)
  }
  isSecretFree(life, 'the rounds', JSON.stringify([...rounds.values()]))
  for (const locale of ['en', 'zh-CN'] as const) {
    const snapshot = snapshotOf(life, locale)
    trail.must(snapshotSchema.safeParse(snapshot).success, 'explained', () => 'the snapshot is none')
    for (const record of snapshot.records) {
      const sent = attempts
        .filter(({ account, hostname }) => account === record.account && hostname === record.hostname)
        .filter((attempt, index, all) => all.findIndex(({ family }) => family === attempt.family) === index)
        .map((attempt) => ({ attempt, round: rounds.get(attempt.roundId) ?? null }))
      const facts = { record, sent, last: store.lastRound(), holds: snapshot.holds, pause: null }
      const lines = explainRound(locale, facts).flatMap((section) => section.lines)
      trail.must(lines.length > 0 && !lines.join().includes('{{'), 'explained', () => `${record.hostname}: ${lines}`)
    }
  }
  trail.throwFirst()
}
