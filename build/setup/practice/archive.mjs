// A zip archive for tests: a few files, stored without compression (PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16).
import { crc32 } from 'node:zlib'

const UNIX = 3 << 8
const VERSION = 20
const REGULAR = 0o100000

/**
 * @param {Record<string, { content: string | Buffer, mode?: number }>} files by name
 * @returns {Buffer}
 */
export function zipOf(files) {
  const local = []
  const directory = []
  let offset = 0
  for (const [name, { content, mode = 0o644 }] of Object.entries(files)) {
    const bytes = Buffer.from(content)
    const nameBytes = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(VERSION, 0)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(bytes.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    local.push(Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes, bytes)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(((REGULAR | mode) << 16) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    const made = Buffer.alloc(2)
    made.writeUInt16LE(UNIX | VERSION, 0)
    directory.push(Buffer.from('PK\x01\x02', 'latin1'), made, common, rest, nameBytes)
    offset += 4 + common.length + nameBytes.length + bytes.length
  }
  const central = Buffer.concat(directory)
  const count = Object.keys(files).length
  const end = Buffer.alloc(18)
  end.writeUInt16LE(count, 4)
  end.writeUInt16LE(count, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...local, central, Buffer.from('PK\x05\x06', 'latin1'), end])
}
