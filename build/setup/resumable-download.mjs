// Downloads one large file over a line of any speed. It has no limit in all: it ends only when nothing has arrived for a
// while. What has arrived stays on disk, and the next try continues there, in this run or in a later one.
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** After this long without a new byte the download ends. */
export const STALL_MS = 20_000
/** Waits between tries. The last one counts for all that follow. */
const PAUSES_MS = [1_000, 2_000, 4_000]
/** Tries while nothing has ever arrived: the host has no address, or nobody listens. */
const TRIES_WITHOUT_A_BYTE = 3
/** A server that cannot continue makes the file begin again, but not forever. */
const MAX_RESTARTS = 3
/** Answers that may differ a moment later. */
const isPassing = (status) => status === 408 || status === 429 || status >= 500

/** A sentence's part about why nothing came, without the address: "getaddrinfo ENOTFOUND example.org". */
const causeOf = (error) => error.cause?.message || error.cause?.code || error.message

/**
 * @typedef {object} Progress
 * @property {number} received bytes that are on disk
 * @property {number | null} total bytes of the whole file, where the server said so
 * @property {number} resumedAt bytes that an earlier try had already brought
 */

/**
 * What is known of an incomplete file, kept beside it.
 * @typedef {{ url: string, validator: string | null, total: number | null }} Known
 */

class PartialFile {
  #path
  /** @type {Known} */
  known
  received = 0

  constructor(path, known) {
    this.#path = path
    this.known = known
  }

  /** Finds what an earlier run left. From another address the bytes are kept: the checksum is judged in the end. */
  static async find(path, url) {
    const file = new PartialFile(path, { url, validator: null, total: null })
    try {
      const known = JSON.parse(await readFile(`${path}.json`, 'utf8'))
      file.received = (await stat(path)).size
      file.known = known.url === url ? known : { url, validator: null, total: known.total }
      if (file.known.total !== null && file.received > file.known.total) await file.clear()
    } catch (error) {
      if (error.code !== 'ENOENT' && !(error instanceof SyntaxError)) throw error
      await file.clear()
    }
    return file
  }

  get isComplete() {
    return this.known.total !== null && this.received === this.known.total
  }

  async learn(known) {
    this.known = { ...this.known, ...known }
    await writeFile(`${this.#path}.json`, JSON.stringify(this.known))
  }

  async clear() {
    await this.forget()
    await rm(this.#path, { force: true })
    this.received = 0
    this.known = { url: this.known.url, validator: null, total: null }
  }

  /** Forgets what is known of the file, which stays. */
  async forget() {
    await rm(`${this.#path}.json`, { force: true })
  }

  openForAppending() {
    return open(this.#path, 'a')
  }
}

/** How the server's answer is taken: its bytes follow ours, or begin again, or are of no use. */
function judge(response, file) {
  const { status, headers } = response
  const length = Number(headers.get('content-length'))
  // A length beside an encoding is that of the encoded text.
  const known = headers.get('content-encoding') === null && length > 0 ? length : null
  // HTTP lets only a strong tag stand for the same bytes (RFC 9110, 13.1.5).
  const tag = headers.get('etag')
  const validator = tag !== null && !tag.startsWith('W/') ? tag : headers.get('last-modified')
  if (status === 200) return { use: 'from the beginning', known: { validator, total: known } }
  if (status === 206) {
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? []
    const fits = Number(start) === file.received && (file.known.total === null || Number(total) === file.known.total)
    return fits ? { use: 'continue', known: { validator, total: Number(total) } } : { use: 'begin again' }
  }
  if (status === 416) return { use: 'begin again' }
  return { use: 'none', reason: `the server answered ${status}`, isFinal: !isPassing(status) }
}

/** One request. @returns {Promise<{ isDone: boolean, reason?: string, isFinal?: boolean, restarts?: boolean }>} */
async function request(file, { fetch, stall, onBytes }) {
  const headers = { 'accept-encoding': 'identity' }
  const had = file.received
  if (had > 0) headers.range = `bytes=${had}-`
  if (had > 0 && file.known.validator !== null) headers['if-range'] = file.known.validator
  let handle = null
  try {
    const response = await fetch(file.known.url, { headers, signal: stall.signal })
    const verdict = judge(response, file)
    if (verdict.use === 'none' || verdict.use === 'begin again') await response.body?.cancel().catch(() => {})
    if (verdict.use === 'none') return { isDone: false, ...verdict }
    if (verdict.use === 'begin again' || (verdict.use === 'from the beginning' && had > 0)) await file.clear()
    const restarts = had > 0 && file.received === 0
    if (verdict.use === 'begin again') return { isDone: false, reason: 'the server sent another part', restarts }
    await file.learn(verdict.known)
    handle = await file.openForAppending()
    try {
      for await (const chunk of response.body) {
        await handle.write(chunk)
        file.received += chunk.length
        onBytes()
        if (file.known.total !== null && file.received > file.known.total) {
          await file.clear()
          return { isDone: false, reason: 'the server sent more than it had announced', restarts: true }
        }
      }
    } catch (error) {
      if (error.syscall === 'write') throw error
      return { isDone: false, reason: causeOf(error), restarts }
    }
    if (file.known.total !== null && !file.isComplete)
      return { isDone: false, reason: 'the connection ended early', restarts }
    return { isDone: true }
  } catch (error) {
    // What the system says of the file is no fault of the line.
    if (error.syscall === 'open' || error.syscall === 'write') throw error
    return { isDone: false, reason: causeOf(error) }
  } finally {
    await handle?.close()
  }
}

/** Aborts when nothing has arrived for `stallMs`. */
function createStallWatch(stallMs) {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), stallMs)
  return {
    signal: controller.signal,
    feed: () => timer.refresh(),
    stop: () => clearTimeout(timer),
  }
}

/**
 * @param {object} options
 * @param {string} options.url
 * @param {string} options.path of the incomplete file; what is known of it is in `${path}.json`
 * @param {number} [options.stallMs] milliseconds without a new byte after which the download ends
 * @param {readonly number[]} [options.pausesMs] milliseconds before the second try, the third and so on
 * @param {(progress: Progress) => void} [options.onProgress] called for each piece
 * @param {typeof globalThis.fetch} [options.fetch]
 * @returns {Promise<{ ok: true, isResumed: boolean } | { ok: false, reason: string, received: number }>} once ok, `path` is
 *   the whole file, unchecked. @throws when the disk is full or the file cannot be written
 */
export async function downloadResumable({
  url,
  path,
  stallMs = STALL_MS,
  pausesMs = PAUSES_MS,
  onProgress = () => {},
  fetch = globalThis.fetch,
}) {
  const file = await PartialFile.find(path, url)
  const resumedAt = file.received
  let isResumed = resumedAt > 0
  let most = file.received
  let tries = 0
  let restarts = 0
  const stall = createStallWatch(stallMs)
  const onBytes = () => {
    // Bytes that came before and come again are no progress.
    if (file.received > most) {
      most = file.received
      tries = 0
    }
    stall.feed()
    onProgress({ received: file.received, total: file.known.total, resumedAt })
  }
  const stopped = (reason) => ({ ok: false, reason, received: file.received })
  try {
    for (;;) {
      if (file.isComplete) break
      tries += 1
      const outcome = await request(file, { fetch, stall, onBytes })
      if (outcome.isDone) break
      if (stall.signal.aborted) return stopped(`nothing arrived for ${stallMs / 1_000} s`)
      if (outcome.isFinal) return stopped(outcome.reason)
      if (outcome.restarts) restarts += 1
      if (restarts > MAX_RESTARTS) return stopped(`${outcome.reason}, ${restarts} times`)
      if (most === 0 && tries >= TRIES_WITHOUT_A_BYTE) return stopped(outcome.reason)
      isResumed ||= file.received > 0
      const pauseMs = pausesMs[Math.min(tries, pausesMs.length) - 1]
      await sleep(pauseMs, undefined, { signal: stall.signal }).catch(() => {})
      if (stall.signal.aborted) return stopped(`${outcome.reason}, and nothing arrived for ${stallMs / 1_000} s`)
    }
    await file.forget()
    return { ok: true, isResumed }
  } finally {
    stall.stop()
  }
}
