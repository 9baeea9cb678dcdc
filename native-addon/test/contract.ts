// What the addon promises on every system. Each environment (a namespace, Wine) runs the same tests.
import { afterAll, expect, test } from 'vitest'
import type { Adapter } from '../index.d.cts'
import type { ProbeEnd } from './probe.ts'
import type { Stage } from './stage.ts'

const ADDRESS = '11.22.33.7/32'
const FINISHED = 7

interface Counts {
  descriptors: number
  threads: number
  residentBytes: number
}

const cleanEnd = (end: ProbeEnd): void => {
  expect({
    code: end.code,
    signal: end.signal,
    errors: end.errors,
    failed: end.rows.find((row) => row.failed),
  }).toEqual({
    code: FINISHED,
    signal: null,
    errors: '',
    failed: undefined,
  })
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export function describeContract(stage: () => Stage): void {
  let endStorm: (() => Promise<void>) | null = null
  afterAll(async () => endStorm?.())
  const inStorm = async <T>(work: () => Promise<T>): Promise<T> => {
    endStorm = await stage().storm()
    try {
      return await work()
    } finally {
      await endStorm()
      endStorm = null
    }
  }

  test('a new and a removed address each call back in time, and the list then tells the truth', async () => {
    const probe = stage().run('watch', 4_000)
    const ready = await probe.until((row) => row.ready === true)
    expect(ready.notifications).toBe(true)
    await pause(1_500) // the interface's own start-up news is over
    await stage().addAddress(ADDRESS)
    const added = Date.now()
    const first = await probe.until((row) => row.address === true && Number(row.at) >= added - stage().reactionLimitMs)
    expect(Number(first.at) - added).toBeLessThan(stage().reactionLimitMs)
    await pause(500)
    await stage().removeAddress(ADDRESS)
    const removed = Date.now()
    const second = await probe.until(
      (row) => row.address === true && Number(row.at) >= removed - stage().reactionLimitMs,
    )
    expect(Number(second.at) - removed).toBeLessThan(stage().reactionLimitMs)
    const end = await probe.ended
    cleanEnd(end)
    const adapters = end.rows.find((row) => row.adapters)?.adapters as Adapter[]
    expect(adapters.flatMap((adapter) => adapter.addresses).map((one) => one.address)).not.toContain('11.22.33.7')
  })

  test('nothing is called while nothing changes', async () => {
    const end = await stage().run('watch', 3_000).ended
    cleanEnd(end)
    expect(end.rows.filter((row) => row.at !== undefined)).toEqual([])
  })

  test('every subscription hears every change, also after another one has closed', async () => {
    const end = await inStorm(() => stage().run('fanOut').ended)
    cleanEnd(end)
    const { atClose, atEnd } = end.rows[0] as unknown as { atClose: number[]; atEnd: number[] }
    for (const calls of atClose) expect(calls).toBeGreaterThan(0)
    expect(atEnd[0]).toBe(atClose[0])
    expect(atEnd[1]).toBeGreaterThan(atClose[1] ?? 0)
    expect(atEnd[2]).toBeGreaterThan(atClose[2] ?? 0)
  })

  test('a thousand subscriptions leave no descriptor, no thread and no memory behind', async () => {
    const end = await stage().run('growth', 1_000, 60_000).ended
    cleanEnd(end)
    const { before, after } = end.rows[0] as unknown as { before: Counts; after: Counts }
    expect(Math.min(before.descriptors, before.threads)).toBeGreaterThan(1)
    expect(after.descriptors).toBeLessThanOrEqual(before.descriptors)
    expect(after.threads).toBeLessThanOrEqual(before.threads)
    expect(after.residentBytes - before.residentBytes).toBeLessThan(stage().memoryLimitBytes)
  })

  test('lists taken while the tables change all succeed', async () => {
    const end = await inStorm(() => stage().run('parallelLists', 20, 40_000).ended)
    cleanEnd(end)
    expect(end.rows[0]).toEqual({ lists: 160 })
  })

  test('what a callback throws is an uncaught exception, and the next change calls back again', async () => {
    const end = await inStorm(() => stage().run('throwInCallback').ended)
    cleanEnd(end)
    expect(Number(end.rows[0]?.uncaught)).toBeGreaterThan(1)
  })

  test('a subscription closed from its own callback delivers nothing more', async () => {
    const end = await inStorm(() => stage().run('closeInCallback').ended)
    cleanEnd(end)
    expect(end.rows[0]).toEqual({ calls: 3, late: 0, notifications: false })
  })

  test('an open subscription does not hold the process alive', async () => {
    const started = Date.now()
    cleanEnd(await stage().run('unheld', '', 8_000).ended)
    expect(Date.now() - started).toBeLessThan(5_000)
  })

  test('a subscription that was asked to holds the process alive', async () => {
    // The timer that releases it does not keep the process alive: without the subscription it ends within milliseconds.
    const started = Date.now()
    cleanEnd(await stage().run('held', '', 8_000).ended)
    expect(Date.now() - started).toBeGreaterThan(500)
  })

  test.each(['exitInCallback', 'exitWithListsUnderWay', 'exitWithWorkers', 'unheld'])(
    'the process ends cleanly under a storm: %s',
    async (scenario) => {
      await inStorm(async () => {
        for (let i = 0; i < 5; i += 1) cleanEnd(await stage().run(scenario).ended)
      })
    },
  )

  test('worker threads are terminated cleanly under a storm, with nothing left of them', async () => {
    const end = await inStorm(() => stage().run('terminateWorkers', stage().workers, 60_000).ended)
    cleanEnd(end)
    const { counts } = end.rows[0] as unknown as { counts: Counts }
    expect(counts.threads).toBeLessThan(30)
    expect(counts.descriptors).toBeLessThan(200)
  })

  test('a wrong argument is a TypeError that names it', async () => {
    const end = await stage().run('badArguments').ended
    cleanEnd(end)
    expect(end.rows.map((row) => row.error)).toEqual(Array(6).fill('TypeError'))
    expect(end.rows[0]?.message).toMatch(/onChange/)
    for (const row of end.rows.slice(1, 5)) expect(row.message).toMatch(/address/)
  })
}
