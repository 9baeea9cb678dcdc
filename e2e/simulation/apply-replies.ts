// What a client has heard of its servers, and what it must do and leave from then on.
import type { ProviderAccount, UpdateRequest } from '../../app/model/provider.ts'
import type { FamilyKey } from '../../app/model/store.ts'
import { accountMark, nameMark } from './oracles/request-invariants.ts'
import { isPaused, type LifeState } from './simulation-state.ts'
import { WAIT_WITHOUT_A_TIME_MS, type Word } from './world/replies.ts'
import type { Said } from './world/server-behaviour.ts'
import { passed } from './world/virtual-time.ts'

/** @returns takes it back, for a client that ended before it could write down what it heard */
export function hear(life: LifeState, request: UpdateRequest, said: readonly Said[]): () => void {
  const { account, changes } = request
  const putBack = life.book.keep(account.id)
  const facts = life.book.account(account.id)
  const isTooMany = changes.length > 1 && said.every(({ word }) => word?.code === 'numhost')
  if (isTooMany && facts.most === null) {
    // Worth one try with fewer names before the user is asked.
    facts.most = Math.ceil(changes.length / 2)
    life.tally.count('batches split')
    return putBack
  }
  const isOfName = (word: Word): boolean =>
    word.scope === 'name' || (word.isHosts && said.some((other) => other.word?.code !== word.code))
  for (const { hostname, family, word } of said) {
    if (word === null || !isOfName(word)) continue
    const name = life.book.name({ account: account.id, hostname, family })
    if (word.means === 'needs-user') name.refused = nameMark(life, account, name)
    else if (word.means === 'blocked') name.blocked = true
    else if (word.means === 'until-time') name.notBefore = passed() + (word.waitMs ?? WAIT_WITHOUT_A_TIME_MS)
    // Another kind of trouble ends the series of the one before.
    name.patience.failed(word)
    // Whatever was let go, this is a new trouble.
    name.forgotten = null
  }
  const [first, ...others] = new Set(said.flatMap(({ word }) => (word === null || isOfName(word) ? [] : [word])))
  if (first === undefined) {
    facts.patience.succeeded()
    return putBack
  }
  // What is heard beside or behind a graver stop counts for nothing, and a pause ends what was under way: what follows is a new series.
  const isBehind = facts.blocked || facts.notBefore > passed() || facts.refused.has(accountMark(account))
  facts.patience.failed([first, ...others].find(({ means }) => means !== 'hiccup' && means !== 'later') ?? first)
  if (isBehind || isPaused(life) !== false) facts.patience.excuse('wish')
  for (const word of [first, ...others]) obey(life, account, word)
  return putBack
}

/** What was said of the account as a whole. */
export function obey({ book, tally }: LifeState, account: ProviderAccount, word: Word): void {
  const facts = book.account(account.id)
  tally.count(`heard: ${word.means}`)
  facts.toldAt = passed()
  if (word.means === 'until-time') {
    // Another kind of trouble ends the series of the one before.
    facts.patience.excuse('wish')
    facts.notBefore = Math.max(facts.notBefore, passed() + (word.waitMs ?? WAIT_WITHOUT_A_TIME_MS))
  } else if (word.means === 'blocked') facts.blocked = true
  else if (word.means === 'needs-user') facts.refused.add(accountMark(account))
}

/** The zone or the provider said what a name holds: when it is not what was confirmed, that may be put right. */
export function witness({ book }: LifeState, key: FamilyKey, answers: readonly (readonly string[])[]): void {
  const facts = book.name(key)
  const { confirmed } = facts
  if (confirmed !== null && answers.length > 0 && !answers.some((answer) => answer.includes(confirmed))) {
    facts.drifted = true
  }
}
