import { describe, expect, it } from 'vitest'
import type { Failure, FailureKind } from '../../contract/failure.ts'
import { providerCode } from '../../contract/failure-codes.ts'
import type { HttpRequest } from '../../model/ports.ts'
import { createSeries } from './request-sequence.ts'

const request: HttpRequest = { method: 'GET', url: 'http://127.0.0.1/' }
const http = {
  request: async () => ({ ok: true, status: 200, headers: {}, body: '' }) as const,
  reset: () => {},
}
const failure = (kind: FailureKind, code: string, retryAt: number | null = null): Failure => ({
  kind,
  code: providerCode(code),
  detail: 'words',
  retryAt,
})

describe('the requests of one update', () => {
  it('are counted', async () => {
    const series = createSeries(http)
    expect(series.requests).toBe(0)
    await series.send(request)
    await series.send(request)
    expect(series.requests).toBe(2)
  })

  it.each<[FailureKind, string]>([
    ['credentials', 'http-401'],
    ['account', 'http-400'],
    ['throttled', 'http-429'],
    ['blocked', 'abuse'],
    ['unrecognised', 'html'],
  ])('end with a failure of kind %s, which is then that of every name', (kind, code) => {
    const series = createSeries(http)
    series.fail(failure(kind, code))
    expect(series.over).toEqual(failure(kind, code))
  })

  it('go on after a failure that is about one name', () => {
    const series = createSeries(http)
    series.fail(failure('hostname', 'several-records'))
    series.fail(failure('unrecognised', 'other-address'))
    expect(series.over).toBeNull()
  })

  it('end with the second trouble in a row of the service, not with one between successes', () => {
    const series = createSeries(http)
    series.fail(failure('provider', 'http-500'))
    series.succeed()
    series.fail(failure('provider', 'http-502'))
    expect(series.over).toBeNull()
    series.fail(failure('provider', 'http-503'))
    expect(series.over).toEqual(failure('provider', 'http-503'))
  })

  it('end at once where the service names a time before which nothing may come', () => {
    const series = createSeries(http)
    series.fail(failure('provider', 'http-503', 60_000))
    expect(series.over).toEqual(failure('provider', 'http-503', 60_000))
  })

  it('end with a fault of the network, and what was not sent is not taken for something that may have arrived', () => {
    const series = createSeries(http)
    expect(series.fail(failure('network', 'timeout')).code).toBe('timeout')
    expect(series.over).toEqual(failure('network', 'not-sent'))
  })
})
