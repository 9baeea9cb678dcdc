import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { livingBytes } from '../testing/heap.ts'
import { createRandom, malformedLine, malformedValue } from '../testing/malformed.ts'
import { requestInstance } from './client.ts'
import { keyFilePath, readKeyFile } from './key-file.ts'
import { createToken, proofOf } from './proof.ts'
import type { ControlReply } from './protocol.ts'
import { openControlServer } from './server.ts'

const LINES = process.env.HOMEWARD_NIGHTLY ? 100_000 : 10_000
const AT_ONCE = 8
const MEBIBYTE = 2 ** 20

const random = createRandom(7)
const answered: ControlReply = { ok: true, rows: [], online: true, locale: 'en', settings: '/s.yaml', notices: [] }

/** Sends one malformed line: in place of the nonce, or of the request after a right proof. @returns the last reply */
const flood = (address: string, token: string, isProven: boolean): Promise<string> =>
  new Promise((resolve) => {
    const nonce = createToken()
    let last = ''
    const socket = connect(address, () =>
      socket.write(isProven ? `${JSON.stringify({ nonce })}\n` : `${malformedLine(random)}\n`),
    )
    socket.on('data', (chunk) => {
      last = String(chunk)
      if (!isProven || !last.includes('"proof"')) return
      const instance = JSON.parse(last).nonce as string
      const proof = proofOf('client', token, { client: nonce, instance })
      const value = malformedValue(random)
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
      socket.write(`${JSON.stringify(isObject ? { proof, ...value } : [proof, value])}\n`)
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(last))
  })

it(`refuses each of ${LINES} malformed lines, and keeps none of them`, { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'homeward-flood-'))
  const answer = vi.fn(async () => answered)
  const log = vi.fn()
  const server = await openControlServer(folder, answer, log)
  const key = readKeyFile(keyFilePath(folder))
  if (server === null || key === null) throw new Error('the socket is not open')
  try {
    let refused = 0
    const send = async (count: number) => {
      const one = async () => {
        for (let index = 0; index < count / AT_ONCE; index += 1) {
          if ((await flood(key.address, key.token, index % 2 === 1)).includes('"ok":false')) refused += 1
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, one))
    }
    // The first thousand fill what the runtime keeps for every connection.
    await send(1_000)
    const before = await livingBytes()
    await send(LINES)
    expect((await livingBytes()) - before).toBeLessThan(2 * MEBIBYTE)
    expect(refused).toBe(LINES + 1_000)
    expect(answer).not.toHaveBeenCalled()
    expect(log.mock.calls.filter(([level]) => level !== 'debug')).toEqual([])
    const status = { settings: null, request: { command: 'status', payload: {} } } as const
    expect(await requestInstance(folder, status, 5_000)).toEqual(answered)
  } finally {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
