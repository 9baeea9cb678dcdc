// What users of other clients suffered, each as it happened to them, in a real network. The numbers are those of the complaints that
// were studied; what only the rules can show is tested beside them.
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { ECHOES, HOSTNAME } from './internet-plan.ts'
import { createIpv6Home, PREFIXES, STABLE } from './ipv6-home.ts'
import { createNatHome, FIRST_ADDRESS } from './nat-home.ts'
import { missingForScene, scenes } from './scene.ts'

const SECOND_ADDRESS = '11.22.33.11'
/** Of a content delivery network. */
const CDN_ADDRESS = '104.16.1.1'
const missing = missingForScene()
const isNightly = Boolean(process.env.HOMEWARD_NIGHTLY)
const { keep, open } = scenes()
const [first, second] = ECHOES.map(({ operator }) => operator)
const isUpdate = ({ url }: { readonly url: string }) => url.startsWith('/nic/update')

async function published() {
  const home = await keep(createNatHome())
  const world = await open(home.net)
  world.truth.is('ipv4', FIRST_ADDRESS)
  await world.homeward.start()
  await world.holds('ipv4', FIRST_ADDRESS)
  return { home, ...world }
}

describe.skipIf(missing !== null)('a user no longer suffers that', { timeout: 180_000 }, () => {
  it('two IPv6 addresses take turns, and an expired prefix is published (4)', async () => {
    const home = await keep(createIpv6Home())
    const { truth, homeward, holds } = await open(home.net, { record: { ipv4: 'off', ipv6: 'auto' } })
    truth.is('ipv6', STABLE)
    await homeward.start()
    await holds('ipv6', STABLE)
    // An old prefix that has expired, listed now after the other one and now before it.
    const old = `${PREFIXES[1]}:2/64`
    const listings = [
      [`addr add ${old} dev eth0 preferred_lft 0 valid_lft 7200`],
      [`addr del ${STABLE}/64 dev eth0`, `addr add ${STABLE}/64 dev eth0`],
      [`addr del ${old} dev eth0`, `addr add ${old} dev eth0 preferred_lft 0 valid_lft 7200`],
    ]
    for (const lines of listings) {
      await home.net.ip('pc', ...lines, `route replace ::/0 via ${PREFIXES[0]}:1 dev eth0`)
      await homeward.check()
    }
    expect(truth.changes('ipv6')).toEqual([STABLE])
    // The provider gives another prefix, and the one before expires.
    const next = `${PREFIXES[2]}:2`
    truth.is('ipv6', next)
    await home.net.ip(
      'pc',
      `addr add ${next}/64 dev eth0`,
      `addr change ${STABLE}/64 dev eth0 preferred_lft 0 valid_lft 7200`,
    )
    await holds('ipv6', next)
    await homeward.check()
    expect(truth.changes('ipv6')).toEqual([STABLE, next])
  })

  it('records are deleted or blanked because the address could not be found out (7)', async () => {
    const { home, truth, homeward, order, zone, requests } = await published()
    const faults = [{ kind: 'empty' }, { kind: 'html' }, { kind: 'reset' }, { kind: 'status', status: 500 }] as const
    for (const fault of faults) {
      await order({ do: 'clear-faults' })
      await order({ do: 'echo-fault', fault })
      await homeward.check()
    }
    await order({ do: 'clear-faults' })
    for (const text of ['', 'unknown', '0.0.0.0', '127.0.0.1', '192.168.77.2', '11.22.33']) {
      await order({ do: 'answer', family: 'ipv4', text })
      await homeward.check()
    }
    await home.net.ip('pc', 'link set eth0 down')
    await homeward.check()
    expect(zone('ipv4')).toBe(FIRST_ADDRESS)
    expect(truth.changes('ipv4')).toEqual([FIRST_ADDRESS])
    expect(requests.filter(isUpdate)).toHaveLength(1)
  })

  it.skipIf(!isNightly)('an echo service answers with the address of a CDN, or begins to refuse (8)', async () => {
    const { home, truth, homeward, order, holds } = await published()
    await order({ do: 'answer', family: 'ipv4', text: CDN_ADDRESS, operator: first ?? '' })
    await order({ do: 'echo-fault', fault: { kind: 'status', status: 403 }, operator: second ?? '' })
    for (let round = 0; round < 3; round++) await homeward.check()
    await home.move(SECOND_ADDRESS)
    truth.is('ipv4', SECOND_ADDRESS)
    await homeward.check()
    await holds('ipv4', SECOND_ADDRESS)
    expect(truth.changes('ipv4')).toEqual([FIRST_ADDRESS, SECOND_ADDRESS])
  })

  it('the record flips between the right and a stale address because one source is bad (9)', async () => {
    const { home, truth, homeward, order, holds } = await published()
    await home.move(SECOND_ADDRESS)
    truth.is('ipv4', SECOND_ADDRESS)
    await homeward.check()
    await holds('ipv4', SECOND_ADDRESS)
    await order({ do: 'answer', family: 'ipv4', text: FIRST_ADDRESS, operator: first ?? '' })
    for (let round = 0; round < 8; round++) await homeward.check()
    expect(truth.changes('ipv4')).toEqual([FIRST_ADDRESS, SECOND_ADDRESS])
    expect((await homeward.row('ipv4')).confirmed).toBe(SECOND_ADDRESS)
  })

  it('one source that goes on telling the old address hides the change for ever (9)', async () => {
    const { home, truth, homeward, order, holds } = await published()
    await order({ do: 'answer', family: 'ipv4', text: FIRST_ADDRESS, operator: first ?? '' })
    // A connection that is kept would be reset by the change, and the source count as failed.
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await home.move(SECOND_ADDRESS)
    truth.is('ipv4', SECOND_ADDRESS)
    for (let round = 0; round < 2; round++) await homeward.check()
    await holds('ipv4', SECOND_ADDRESS)
    expect(truth.changes('ipv4')).toEqual([FIRST_ADDRESS, SECOND_ADDRESS])
  })

  it('local split DNS makes every round an update, until the provider bans the user (12)', async () => {
    const { homeward, order, requests } = await published()
    await order({ do: 'resolver-knows', name: HOSTNAME, addresses: ['192.168.77.5'] })
    for (let round = 0; round < 5; round++) await homeward.check()
    expect((await homeward.cli('verify', HOSTNAME)).stdout).toContain(FIRST_ADDRESS)
    expect((await homeward.row('ipv4')).state).toMatch(/^(confirmed|unchanged)$/)
    expect(requests.filter(isUpdate)).toHaveLength(1)
  })
})

describe.skipIf(missing !== null || !isNightly)('nor, over a whole night, that', { timeout: 400_000 }, () => {
  it('polls alone change anything while every service is away (7)', async () => {
    const home = await keep(createNatHome())
    const { truth, homeward, order, holds, zone, requests } = await open(home.net, { detection: { pollIntervalS: 30 } })
    truth.is('ipv4', FIRST_ADDRESS)
    await homeward.start()
    await holds('ipv4', FIRST_ADDRESS)
    await order({ do: 'echo-fault', fault: { kind: 'hang' } })
    await new Promise((resolve) => setTimeout(resolve, 100_000))
    expect(zone('ipv4')).toBe(FIRST_ADDRESS)
    await order({ do: 'clear-faults' })
    await home.move(SECOND_ADDRESS)
    truth.is('ipv4', SECOND_ADDRESS)
    await holds('ipv4', SECOND_ADDRESS)
    expect(requests.filter(isUpdate)).toHaveLength(2)
  })
})
