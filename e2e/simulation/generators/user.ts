// What the user does: wishes, edits and pauses.
import fc from 'fast-check'
import { FAMILIES, type Family } from '../../../app/model/address.ts'
import { editAccount, endPause, pause, removeRecord, saveRecord } from '../actions/edits.ts'
import { force, forget, tryAgain, undo, updateNow } from '../actions/updates.ts'
import type { Life } from '../simulation.ts'
import { recordOf } from '../simulation-state.ts'
import { anyName, command, index, nothing, pick, shortTime, type Weighted } from './command.ts'

const families = fc.constantFrom<readonly Family[]>(['ipv4'], ['ipv6'], FAMILIES)

const holds = ({ run }: Life) => run.engine.states.holds()
const refused = (life: Life) => holds(life).filter((hold) => hold.class === 'needs-user')
const parked = (life: Life) => holds(life).filter((hold) => hold.class === 'parked')
const isInSettings = (life: Life, { of }: { readonly of: number }): boolean =>
  recordOf(life, anyName(life, of)) !== undefined

export const userCommands: readonly Weighted[] = [
  command('update now', {
    weight: 3,
    of: shortTime,
    run: async (life, restMs) => {
      await updateNow(life)
      await life.pass(restMs)
    },
  }),
  command('force', {
    weight: 3,
    of: fc.record({ of: index, pollsAfter: fc.constantFrom(null, 200, 900), restMs: shortTime }),
    run: async (life, { of, pollsAfter, restMs }) => {
      const { account, hostname } = anyName(life, of)
      await force(life, account, hostname)
      if (pollsAfter !== null) {
        await life.pass(pollsAfter)
        life.run.engine.request('poll')
      }
      await life.pass(restMs)
    },
  }),
  command('try again', {
    weight: 4,
    of: fc.record({ of: index, restMs: shortTime }),
    isFit: (life) => holds(life).length > 0,
    run: async (life, { of, restMs }) => {
      const { account, hostname } = pick(holds(life), of)
      await tryAgain(life, account, hostname)
      await life.pass(restMs)
    },
  }),
  command('forget', {
    weight: 10,
    of: fc.record({ of: index, isWhole: fc.boolean(), restMs: shortTime }),
    isFit: (life) => parked(life).length > 0,
    run: async (life, { of, isWhole, restMs }) => {
      const { account, hostname } = pick(parked(life), of)
      const name = life.settings.records.find((record) => record.account === account)?.hostname ?? null
      await forget(life, account, isWhole ? null : (hostname ?? name))
      await life.pass(restMs)
    },
  }),
  command('undo', {
    weight: 3,
    of: fc.record({ of: index, restMs: shortTime }),
    isFit: isInSettings,
    run: async (life, { of, restMs }) => {
      const { account, hostname } = anyName(life, of)
      await undo(life, account, hostname)
      await life.pass(restMs)
    },
  }),
  command('edit account', {
    weight: 4,
    of: fc.record({ of: index, toServer: fc.constantFrom(undefined, undefined, 'https://other.example.org') }),
    run: async (life, { of, toServer }) => {
      const { account } = anyName(life, of)
      life.secretsMade += 1
      await editAccount(life, account, toServer, `canary-${account}-${life.secretsMade}`)
      await life.pass(100)
    },
  }),
  command('edit what was refused', {
    weight: 8,
    of: fc.record({ of: index, restMs: shortTime }),
    isFit: (life) => refused(life).length > 0,
    run: async (life, { of, restMs }) => {
      const { account } = pick(refused(life), of)
      life.secretsMade += 1
      await editAccount(life, account, undefined, `canary-${account}-${life.secretsMade}`)
      await life.pass(restMs)
    },
  }),
  command('families', {
    weight: 3,
    of: fc.record({ of: index, families }),
    run: async (life, { of, families: on }) => {
      const { account, hostname } = anyName(life, of)
      await saveRecord(life, account, hostname, on)
      await life.pass(100)
    },
  }),
  command('remove', {
    weight: 1,
    of: fc.record({ of: index, restMs: shortTime }),
    isFit: isInSettings,
    run: async (life, { of, restMs }) => {
      const { account, hostname } = anyName(life, of)
      await removeRecord(life, account, hostname)
      await life.pass(restMs)
    },
  }),
  command('pause', { weight: 2, of: fc.constantFrom(1, 10, 60, null), run: pause }),
  command('end pause', { weight: 8, of: nothing, isFit: (life) => life.pause.until !== null, run: endPause }),
]
