import { describe, expect, it } from 'vitest'
import type { Failure, FailureKind } from '../../contract/failure.ts'
import { providerCode } from '../../contract/failure-codes.ts'
import type { HttpRequest } from '../../model/ports.ts'
import { createRequestSequence } from './request-sequence.ts'

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
    const sequence = createRequestSequence(http)
    expect(sequence.requests).toBe(0)
    await sequence.send(request)
    await sequence.send(request)
    expect(sequence.requests).toBe(2)
  })

  it.each<[FailureKind, string]>([
    ['credentials', 'http-401'],
    ['account', 'http-400'],
    ['throttled', 'http-429'],
    ['blocked', 'abuse'],
    ['unrecognised', 'html'],
  ])('end with a failure of kind %s, which is then the failure of every name', (kind, code) => {
    const sequence = createRequestSequence(http)
    sequence.fail(failure(kind, code))
    expect(sequence.abort).toEqual(failure(kind, code))
  })

  it('continue after a failure that is about one name', () => {
    const sequence = createRequestSequence(http)
    sequence.fail(failure('hostname', 'several-records'))
    sequence.fail(failure('unrecognised', 'other-address'))
    expect(sequence.abort).toBeNull()
  })

  it('end with the second failure of the service in a row, not with one between successes', () => {
    const sequence = createRequestSequence(http)
    sequence.fail(failure('provider', 'http-500'))
    sequence.succeed()
    sequence.fail(failure('provider', 'http-502'))
    expect(sequence.abort).toBeNull()
    sequence.fail(failure('provider', 'http-503'))
    expect(sequence.abort).toEqual(failure('provider', 'http-503'))
  })

  it('end at once where the service names a time before which it accepts nothing', () => {
    const sequence = createRequestSequence(http)
    sequence.fail(failure('provider', 'http-503', 60_000))
    expect(sequence.abort).toEqual(failure('provider', 'http-503', 60_000))
  })

  it('end with a network fault, and what was not sent counts as not sent', () => {
    const sequence = createRequestSequence(http)
    expect(sequence.fail(failure('network', 'timeout')).code).toBe('timeout')
    expect(sequence.abort).toEqual(failure('network', 'not-sent'))
  })
})
