// Collects and decompresses a response body. One limit applies to both the compressed and the decompressed size.
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import { errorCode } from '../error-code.ts'
import { FaultError } from './http-fault.ts'

type Unpack = (data: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

const unzip: Unpack = promisify(gunzip)
const unbrotli: Unpack = promisify(brotliDecompress)
const inflateZlib: Unpack = promisify(inflate)
const inflateRawStream: Unpack = promisify(inflateRaw)

/** RFC 9110 defines "deflate" as the zlib format, but some servers send the raw stream. The first byte shows which it is. */
const undeflate: Unpack = (data, options) =>
  (data[0] ?? 0) % 16 === 8 ? inflateZlib(data, options) : inflateRawStream(data, options)

const UNPACK: Readonly<Record<string, Unpack>> = { gzip: unzip, 'x-gzip': unzip, deflate: undeflate, br: unbrotli }

/** Codings applied one after the other. No honest server applies more. */
const MAX_CODINGS = 2

export interface BodyCollector {
  /** False when the body is too large: stop reading. */
  add(chunk: Buffer): boolean
  /** Resolves to the body's text. Rejects with a FaultError when it is damaged, too large, or in an unknown coding. */
  text(contentEncoding: string | undefined): Promise<string>
}

export const tooLarge = (maxBytes: number): FaultError =>
  new FaultError('too-large', `The answer is longer than ${maxBytes} bytes.`)

async function unpack(packed: Buffer, coding: string, maxBytes: number): Promise<Buffer> {
  const unpackOne = UNPACK[coding]
  if (unpackOne === undefined) throw new FaultError('malformed', 'The answer came in an unknown content coding.')
  try {
    return await unpackOne(packed, { maxOutputLength: maxBytes })
  } catch (error) {
    throw errorCode(error) === 'ERR_BUFFER_TOO_LARGE'
      ? tooLarge(maxBytes)
      : new FaultError('malformed', 'The answer could not be unpacked.')
  }
}

/** @param maxBytes limit of the body, as received and decompressed */
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
      if (codings.length > MAX_CODINGS)
        throw new FaultError('malformed', 'The answer came in too many content codings.')
      // An empty body, as in a 204, has nothing to decompress, whatever the header says.
      if (body.length > 0) for (const coding of codings.reverse()) body = await unpack(body, coding, maxBytes)
      return body.toString('utf8')
    },
  }
}
