// What the providers' servers and the zone's servers do: reply in every way, recover, and take writes of somebody else.
import fc from 'fast-check'
import { overwriteRecord } from '../actions/machine.ts'
import { changeAddress } from '../actions/network.ts'
import { forceUpdate } from '../actions/updates.ts'
import { REPLIES, type ReplyName } from '../world/replies.ts'
import type { ServerBehaviour } from '../world/server-behaviour.ts'
import { SECOND } from '../world/virtual-time.ts'
import { ZONE_MODES } from '../world/zone.ts'
import { action, anyRecord, index, pick, unhealthyAccount, type WeightedAction } from './action.ts'

const reply = fc.constantFrom<ReplyName>('ok', ...(Object.keys(REPLIES) as (keyof typeof REPLIES)[]))
const behaviour: fc.Arbitrary<ServerBehaviour> = fc.record({
  reply,
  replyToOthers: reply,
  applies: fc.constantFrom('before' as const, 'never' as const, 'late' as const),
  latencyMs: fc.constantFrom(500, 0, 5 * SECOND, 20 * SECOND, 30 * SECOND),
  quirk: fc.oneof(
    { weight: 14, arbitrary: fc.constant('none' as const) },
    { weight: 1, arbitrary: fc.constantFrom('hangs' as const, 'throws' as const) },
  ),
  requestsLeft: fc.constantFrom(1, 2, 4, 20),
})

export const serverActions: readonly WeightedAction[] = [
  action('server misbehaves', {
    weight: 14,
    input: fc.record({ account: index, behaviour }),
    run: (simulation, { account, behaviour: drawn }) => {
      simulation.behaviours.set(unhealthyAccount(simulation, account).id, drawn)
    },
  }),
  action('server misbehaves at an update', {
    weight: 10,
    input: fc.record({
      account: index,
      behaviour,
      isForced: fc.boolean(),
      pollsAfter: fc.constantFrom(null, 700),
      restMs: fc.constantFrom(600, SECOND, 40 * SECOND),
    }),
    run: async (simulation, { account, behaviour: drawn, isForced, pollsAfter, restMs }) => {
      const { id, hostnames } = unhealthyAccount(simulation, account)
      simulation.behaviours.set(id, drawn)
      const other = simulation.network.addresses.ipv4 === '11.22.33.1' ? '11.22.33.2' : '11.22.33.1'
      if (isForced) await forceUpdate(simulation, id, pick(hostnames, account))
      else changeAddress(simulation, 'ipv4', other, true)
      if (pollsAfter !== null) {
        await simulation.advance(pollsAfter)
        simulation.app.engine.request('poll')
      }
      await simulation.advance(restMs)
    },
  }),
  action('all servers misbehave', {
    weight: 2,
    input: behaviour,
    run: ({ scenario, behaviours }, drawn) => {
      for (const { id } of scenario.unhealthy) behaviours.set(id, { ...drawn, requestsLeft: 20 })
    },
  }),
  action('server recovers', {
    weight: 3,
    input: index,
    run: (simulation, account) => {
      simulation.behaviours.delete(unhealthyAccount(simulation, account).id)
    },
  }),
  action('zone changes', {
    weight: 3,
    input: fc.constantFrom(...ZONE_MODES),
    run: (simulation, zone) => {
      simulation.zone = zone
    },
  }),
  action('drift', {
    weight: 2,
    input: index,
    run: (simulation, record) => {
      const { account, hostname } = anyRecord(simulation, record)
      overwriteRecord(simulation, account, hostname)
    },
  }),
]
