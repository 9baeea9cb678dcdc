// What the guards remember over a restart: the networks that the computer has been in, what the user keeps as it is, and what
// is still to be answered. Pure: every change is a function from one memory to the next.
import * as z from 'zod/mini'
import { type Answer, guardSchema } from '../../contract/guards.ts'
import { type Reason, reasonSchema } from '../../contract/reason.ts'
import { isSameNetwork, mayBeSameNetwork, type Network, networkText } from './network.ts'

const networkSchema = z.object({
  mac: z.nullable(z.string()),
  profile: z.nullable(z.string()),
  gateway: z.nullable(z.string()),
  adapterId: z.string(),
})

const questionSchema = z.object({
  guard: guardSchema,
  /** Another situation is another question. */
  situation: z.string(),
  network: networkSchema,
  why: reasonSchema,
  /** Epoch ms. */
  since: z.number(),
  /** By `requestKey`, the observations that it is about, and whether their records want to be asked. */
  groups: z.record(z.string(), z.boolean()),
})
export type Question = z.infer<typeof questionSchema>

export const guardMemorySchema = z.object({
  /** The computer was once seen on a battery. */
  isPortable: z.boolean(),
  networks: z.array(z.object({ network: networkSchema, isAway: z.boolean() })),
  /** Situations that the user keeps as they are. */
  kept: z.array(z.object({ situation: z.string(), network: networkSchema })),
  questions: z.array(questionSchema),
})
export type GuardMemory = z.infer<typeof guardMemorySchema>

export const NO_MEMORY: GuardMemory = { isPortable: false, networks: [], kept: [], questions: [] }

const MOST_NETWORKS = 200
const MOST_KEPT = 100

/** The situation of every question about a network: it is the same question whether it is asked or waits. */
export const NETWORK = 'network'

export const questionId = ({ guard, situation, network }: Question): string =>
  `${guard} ${situation} ${networkText(network)}`

/** new: the computer was not in it yet. away: the user publishes nothing from it. */
export type NetworkStanding = 'known' | 'away' | 'new'

export function standingOfNetwork({ networks }: GuardMemory, network: Network): NetworkStanding {
  const known = networks.find((each) => isSameNetwork(each.network, network))
  if (known === undefined) return 'new'
  return known.isAway ? 'away' : 'known'
}

export function withNetwork(memory: GuardMemory, network: Network, isAway: boolean): GuardMemory {
  const others = memory.networks.filter((each) => !isSameNetwork(each.network, network))
  return { ...memory, networks: [...others, { network, isAway }].slice(-MOST_NETWORKS) }
}

export const isKept = ({ kept }: GuardMemory, situation: string, network: Network): boolean =>
  kept.some((each) => each.situation === situation && mayBeSameNetwork(each.network, network))

export interface Asked {
  readonly guard: Question['guard']
  readonly situation: string
  readonly network: Network
  readonly why: Reason
  /** The `requestKey` of the observation. */
  readonly group: string
  /** False: the answer can be given, and nobody is asked. */
  readonly isAsked: boolean
  readonly now: number
}

/** The guard has something to ask about a group. Another question of this guard about the same group is out of date. */
export function withAsked(memory: GuardMemory, asked: Asked): GuardMemory {
  const { guard, situation, network, why, group, isAsked, now } = asked
  const isSame = (each: Question) =>
    each.guard === guard && each.situation === situation && mayBeSameNetwork(each.network, network)
  const before = memory.questions.find(isSame)
  const groups = { ...before?.groups, [group]: isAsked }
  // The hardware address of the router may have become known meanwhile.
  const known = before === undefined || network.mac !== null ? network : before.network
  const question: Question = { guard, situation, network: known, why, since: before?.since ?? now, groups }
  const others = withoutGroup(
    memory.questions.filter((each) => !isSame(each)),
    guard,
    group,
  )
  return { ...memory, questions: [...others, question] }
}

/** The guard has nothing to ask about a group any more. */
export const withoutAsked = (memory: GuardMemory, guard: Question['guard'], group: string): GuardMemory => ({
  ...memory,
  questions: withoutGroup(memory.questions, guard, group),
})

function withoutGroup(questions: readonly Question[], guard: Question['guard'], group: string): Question[] {
  return questions.flatMap((each) => {
    if (each.guard !== guard || !(group in each.groups)) return [each]
    const groups = Object.fromEntries(Object.entries(each.groups).filter(([key]) => key !== group))
    return Object.keys(groups).length === 0 ? [] : [{ ...each, groups }]
  })
}

/** The situation has ended: should it come back, it is asked about again. */
export const withoutKept = (memory: GuardMemory, network: Network): GuardMemory => ({
  ...memory,
  kept: memory.kept.filter((each) => !mayBeSameNetwork(each.network, network)),
})

/** The computer is in this network now: what was to be answered about another one waits until it is there again. */
export const atNetwork = (memory: GuardMemory, network: Network): GuardMemory => ({
  ...memory,
  questions: memory.questions.filter((each) => mayBeSameNetwork(each.network, network)),
})

/** @returns null when there is no such question, or it has no such answer */
export function withAnswer(memory: GuardMemory, id: string, answer: Answer): GuardMemory | null {
  const question = memory.questions.find((each) => questionId(each) === id)
  if (question === undefined || !answersTo(question).includes(answer)) return null
  const rest = { ...memory, questions: memory.questions.filter((each) => each !== question) }
  const { situation, network } = question
  if (question.guard === 'network') return withNetwork(rest, network, answer === 'only-at-home')
  return { ...rest, kept: [...rest.kept, { situation, network }].slice(-MOST_KEPT) }
}

export function answersTo({ guard, why }: Pick<Question, 'guard' | 'why'>): readonly Answer[] {
  if (guard !== 'network' || why.code === 'network-away') return ['keep']
  return ['keep', 'only-at-home']
}
