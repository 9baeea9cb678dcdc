// A list of sources in the user's order: the first one that knows an address decides. Each of them is trusted alone, as if it were
// the only one; the list is no vote.
import { type SourceList, type SourcePolicy, sourceName } from '../../contract/address-sources.ts'
import { type ReasonCode, reason } from '../../contract/reason.ts'
import type { Observation, SourceAnswer } from '../../model/observation.ts'
import type { Clock, Disposer } from '../../model/ports.ts'
import { type Detection, unknown } from './source.ts'

/**
 * Milliseconds for which a source is asked alone. Then the next one is begun beside it, so that a silent one costs a second and
 * not five. Its answer still counts before those of the next.
 */
const HEAD_START_MS = 1_000

/** What a guard holds is held: no later source may publish past it. */
const GUARD_VERDICTS: ReadonlySet<ReasonCode> = new Set<ReasonCode>(['vpn-carries'])

const passesOn = (observation: Observation): boolean =>
  observation.kind === 'unknown' && !GUARD_VERDICTS.has(observation.why.code)

export interface OrderedSourcesOptions {
  readonly policies: SourceList
  /** Must not reject for what the network does. */
  readonly detect: (policy: SourcePolicy) => Promise<Detection>
  readonly clock: Clock
}

export async function detectInOrder({ policies, detect, clock }: OrderedSourcesOptions): Promise<Detection> {
  const begun: Promise<{ readonly detection: Detection; readonly tookMs: number }>[] = []
  let cancelHeadStart: Disposer = () => {}

  async function ask(policy: SourcePolicy) {
    const startedAt = clock.monotonic()
    const detection = await detect(policy)
    return { detection, tookMs: clock.monotonic() - startedAt }
  }
  /** Begins this source, and after a while the next one. */
  function begin(index: number): void {
    const policy = policies[index]
    if (policy === undefined || begun.length > index) return
    const pending = ask(policy)
    // A bug in a source whose turn never comes must not end the process.
    pending.catch(() => {})
    begun.push(pending)
    cancelHeadStart()
    cancelHeadStart = clock.setTimer(HEAD_START_MS, () => begin(index + 1))
  }

  const passed: Detection[] = []
  try {
    for (const [index, policy] of policies.entries()) {
      begin(index)
      const pending = begun[index]
      if (pending === undefined) break
      const { detection, tookMs } = await pending
      if (!passesOn(detection.observation)) return joined([...passed, detection], detection.observation)
      passed.push(withReason(policy, detection, tookMs))
    }
  } finally {
    cancelHeadStart()
  }
  return joined(passed, unknown(whyNone(passed)))
}

/** Each source that was passed over keeps its reason among the answers. */
function withReason(policy: SourcePolicy, detection: Detection, tookMs: number): Detection {
  const { observation, answers } = detection
  if (observation.kind !== 'unknown' || answers.some(({ refused }) => refused?.code === observation.why.code)) {
    return detection
  }
  const own: SourceAnswer = {
    source: policy.source,
    name: sourceName(policy),
    address: null,
    refused: observation.why,
    detail: null,
    tookMs,
  }
  return { ...detection, answers: [...answers, own] }
}

/** The one reason that all of them have, such as that there is no network; else that none of them knows an address. */
function whyNone(passed: readonly Detection[]) {
  const reasons = passed.flatMap(({ observation }) => (observation.kind === 'unknown' ? [observation.why] : []))
  const [first] = reasons
  const isOne = first !== undefined && reasons.every(({ code }) => code === first.code)
  return isOne && (reasons.length === 1 || first.code === 'offline')
    ? first
    : reason('sources-none', { count: passed.length })
}

/** One detection with all that was learnt on the way. Of candidates that two sources judged, the later verdict holds. */
function joined(detections: readonly Detection[], observation: Observation): Detection {
  const gateways = detections.flatMap((each) => each.gateways ?? [])
  const guards = detections.flatMap((each) => each.guards ?? [])
  const candidates = detections.flatMap((each) => each.candidates)
  const keyOf = ({ adapterId, address }: (typeof candidates)[number]) => `${adapterId} ${address ?? ''}`
  const last = new Map(candidates.map((candidate) => [keyOf(candidate), candidate]))
  return {
    observation,
    answers: detections.flatMap((each) => each.answers),
    candidates: [...last.values()],
    ...(gateways.length === 0 ? {} : { gateways }),
    ...(guards.length === 0 ? {} : { guards }),
  }
}
