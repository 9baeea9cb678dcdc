// A mirror of Electron's downloads on this machine that behaves as badly as told: for tests, and to see set-up on a slow line.
// Usage: node build/setup/practice/mirror.mjs FILE [--rate=BYTES_PER_SECOND] [--stall-at=BYTE]
//   Any path is answered with the file. It prints its address, for ELECTRON_MIRROR.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const TICKS_PER_SECOND = 20

/**
 * How one request is answered. All are optional.
 * @typedef {object} Behaviour
 * @property {number} [status] instead of the file
 * @property {number} [rate] bytes a second
 * @property {number} [stallAt] stops sending after this byte of the file, and keeps the connection open
 * @property {number} [dropAt] cuts the connection after this byte of the file
 * @property {'honest' | 'ignored' | 'another part' | 'wrong bytes'} [range] what a request for the rest gets
 * @property {boolean} [noLength] says no Content-Length
 * @property {boolean} [noTag] says no ETag
 * @property {Buffer} [bytes] another file than the mirror's own
 */

const tagOf = (bytes) => `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`

/** Where the answer begins, and its head. */
function head(request, bytes, { range = 'honest', noLength, noTag }) {
  const asked = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === tagOf(bytes)
  const tag = noTag ? {} : { etag: tagOf(bytes) }
  if (asked === 0 || range === 'ignored' || !isSame) {
    return { from: 0, status: 200, headers: { ...tag, ...(noLength ? {} : { 'content-length': bytes.length }) } }
  }
  if (asked >= bytes.length)
    return { from: bytes.length, status: 416, headers: { 'content-range': `bytes */${bytes.length}` } }
  const from = range === 'another part' ? asked - 1 : asked
  const contentRange = `bytes ${from}-${bytes.length - 1}/${bytes.length}`
  return {
    from,
    status: 206,
    headers: { ...tag, 'content-length': bytes.length - from, 'content-range': contentRange },
  }
}

/** Waits until more can be sent, or the connection is gone. */
async function untilWritable(response) {
  const waiting = new AbortController()
  const { signal } = waiting
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })])
  waiting.abort()
}

/** Sends the bytes from `from` on, at the rate, until the place where it stalls or drops. */
async function send(response, bytes, from, { rate = Number.POSITIVE_INFINITY, stallAt, dropAt }) {
  const end = Math.min(bytes.length, stallAt ?? bytes.length, dropAt ?? bytes.length)
  const step = Math.min(64 * 1024, Math.max(1, Math.ceil(rate / TICKS_PER_SECOND)))
  for (let at = from; at < end && !response.destroyed; at += step) {
    const piece = bytes.subarray(at, Math.min(at + step, end))
    if (!response.write(piece)) await untilWritable(response)
    if (Number.isFinite(rate)) await sleep((piece.length / rate) * 1_000)
  }
  if (stallAt !== undefined) return
  // What was written must leave before the cut.
  if (dropAt !== undefined) await sleep(20)
  if (dropAt !== undefined) response.destroy()
  else response.end()
}

/**
 * @param {Buffer} file what every path holds
 * @param {readonly Behaviour[]} behaviours of the requests, one after the other; the last one counts for all that follow
 * @returns {Promise<{ url: string, requests: { path: string, range: string | null, status: number }[], close: () => Promise<void> }>}
 */
export async function startMirror(file, behaviours = [{}]) {
  const requests = []
  const server = createServer((request, response) => {
    const behaviour = behaviours[Math.min(requests.length, behaviours.length - 1)]
    const whole = behaviour.bytes ?? file
    const { from, status, headers } = head(request, whole, behaviour)
    const seen = { path: request.url, range: request.headers.range ?? null, status: behaviour.status ?? status }
    requests.push(seen)
    response.on('error', () => {})
    if (behaviour.status !== undefined || status === 416) {
      response.writeHead(seen.status, status === 416 ? headers : {}).end()
      return
    }
    response.writeHead(status, headers)
    const isWrong = behaviour.range === 'wrong bytes' && status === 206
    void send(response, isWrong ? Buffer.alloc(whole.length, 1) : whole, from, behaviour)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const number = (name) => {
    const text = process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
    return text === undefined ? undefined : Number(text)
  }
  const mirror = await startMirror(readFileSync(process.argv[2]), [
    { rate: number('rate'), stallAt: number('stall-at') },
  ])
  process.stdout.write(`ELECTRON_MIRROR=${mirror.url}\n`)
}
