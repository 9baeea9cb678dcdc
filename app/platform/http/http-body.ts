// The text of a response body: collected and unpacked within a limit that neither form may exceed.
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import { FaultError } from './http-fault.ts'

type Unpack = (data: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

const unzip: Unpack = promisify(gunzip)
const unbrotli: Unpack = promisify(brotliDecompress)
const inflateWrapped: Unpack = promisify(inflate)
const inflateBare: Unpack = promisify(inflateRaw)

/** RFC 9110 means the zlib format by "deflate"; some servers send the bare stream. The first byte tells them apart. */
const undeflate: Unpack = (data, options) =>
  (data[0] ?? 0) % 16 === 8 ? inflateWrapped(data, options) : inflateBare(data, options)

const UNPACK: Readonly<Record<string, Unpack>> = { gzip: unzip, 'x-gzip': unzip, deflate: undeflate, br: unbrotli }

/** Codings one on top of the other; nobody honest sends more. */
const MAX_CODINGS = 2

export interface BodyCollector {
  /** False when the body is too large: stop reading. */
  add(chunk: Buffer): boolean
  /** The body's text. Rejects with a FaultError when it is too large once unpacked, damaged, or in an unknown coding. */
  text(contentEncoding: string | undefined): Promise<string>
}

export const tooLarge = (maxBytes: number): FaultError =>
  new FaultError('too-large', `The answer is longer than ${maxBytes} bytes.`)

async function unpack(packed: Buffer, coding: string, maxBytes: number): Promise<Buffer> {
  const unpackOne = UNPACK[coding]
  if (unpackOne === undefined) throw new FaultError('other', 'The answer came in an unknown content coding.')
  try {
    return await unpackOne(packed, { maxOutputLength: maxBytes })
  } catch (error) {
    const overflow = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    throw overflow ? tooLarge(maxBytes) : new FaultError('other', 'The answer could not be unpacked.')
  }
}

/** Collects at most `maxBytes` as they come over the wire; unpacking is bounded by the same number. */
export function createBodyCollector(maxBytes: number): BodyCollector {
  const chunks: Buffer[] = []
  let size = 0
  return {
    add: (chunk) => {
      size += chunk.length
      if (size > maxBytes) return false
      chunks.push(chunk)
      return true
    },
    text: async (contentEncoding) => {
      if (size > maxBytes) throw tooLarge(maxBytes)
      let body: Buffer = Buffer.concat(chunks)
      const codings = (contentEncoding ?? '')
        .split(',')
        .map((coding) => coding.trim().toLowerCase())
        .filter((coding) => coding !== '' && coding !== 'identity')
      if (codings.length > MAX_CODINGS) throw new FaultError('other', 'The answer came in too many content codings.')
      // An empty body (204, or an answer without one) has nothing to unpack, whatever the header says.
      if (body.length > 0) for (const coding of codings.reverse()) body = await unpack(body, coding, maxBytes)
      return body.toString('utf8')
    },
  }
}
