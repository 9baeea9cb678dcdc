import { describe, expect, it } from 'vitest'
import {
  addressValue,
  MAPPED,
  OLD_XOR_MAPPED,
  type StunAttribute,
  stunMessage,
  xorMapped,
} from '../../../../testing/stun-answer.ts'
import { bindingRequest, readBindingAnswer } from './stun.ts'

const ID = Uint8Array.from([0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae])
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'))
const known = (text: string) => ({ kind: 'address', address: expect.objectContaining({ text }) })
const read = (attributes: readonly StunAttribute[], options = {}) =>
  readBindingAnswer(stunMessage(ID, attributes, options), ID)

/** RFC 5769, sections 2.2 and 2.3, with software, integrity and fingerprint. */
const SAMPLE_IPV4 = bytesOf(`0101003c 2112a442 b7e7a701 bc34d686 fa87dfae 8022000b 74657374 20766563 746f7220
  00200008 0001a147 e112a643 00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7 80280004 c07d4c96`)
const SAMPLE_IPV6 = bytesOf(`01010048 2112a442 b7e7a701 bc34d686 fa87dfae 8022000b 74657374 20766563 746f7220
  00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9 00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41
  80280004 c8fb0b4c`)

describe('the answer of a STUN server', () => {
  it('is read as the standard’s samples are', () => {
    expect(readBindingAnswer(SAMPLE_IPV4, ID)).toEqual(known('192.0.2.1'))
    expect(readBindingAnswer(SAMPLE_IPV6, ID)).toEqual(known('2001:db8:1234:5678:11:2233:4455:6677'))
  })

  it('counts by either number of the XORed address', () => {
    expect(read([xorMapped('11.22.33.44', ID)])).toEqual(known('11.22.33.44'))
    expect(read([xorMapped('2a0e:1111::1', ID, OLD_XOR_MAPPED)], { fingerprint: true })).toEqual(known('2a0e:1111::1'))
  })

  it('is never taken from MAPPED-ADDRESS, which routers rewrite', () => {
    const mapped = { type: MAPPED, value: addressValue('192.168.1.7', null) }
    expect(read([mapped, xorMapped('11.22.33.44', ID)])).toEqual(known('11.22.33.44'))
    expect(read([mapped])).toEqual({ kind: 'unusable', why: 'no XOR-MAPPED-ADDRESS' })
  })

  it.each([
    [
      'another transaction',
      stunMessage(
        ID.map((byte) => byte ^ 1),
        [xorMapped('11.22.33.44', ID)],
      ),
    ],
    ['a request', stunMessage(ID, [xorMapped('11.22.33.44', ID)], { type: 0x0001 })],
    ['another method', stunMessage(ID, [xorMapped('11.22.33.44', ID)], { type: 0x0103 })],
    ['a message cut off', stunMessage(ID, [xorMapped('11.22.33.44', ID)]).subarray(0, 30)],
    ['bytes after the message', Buffer.concat([stunMessage(ID, [xorMapped('11.22.33.44', ID)]), Buffer.alloc(4)])],
    ['an attribute longer than the message', stunMessage(ID, [{ type: 0x0020, value: [] }]).fill(0xff, 22, 24)],
    ['a wrong fingerprint', SAMPLE_IPV4.map((byte, index) => (index === 45 ? byte ^ 1 : byte))],
    ['a fingerprint before the end', withEarlyFingerprint()],
    ['half a header', bindingRequest(ID).subarray(0, 19)],
    ['nothing', new Uint8Array()],
  ])('is passed over: %s', (_what, bytes) => {
    expect(readBindingAnswer(bytes, ID)).toBeNull()
  })

  it.each([
    ['a part that has to be understood', [{ type: 0x7fff, value: [1] }, xorMapped('11.22.33.44', ID)]],
    ['two addresses', [xorMapped('11.22.33.44', ID), xorMapped('11.22.33.45', ID, OLD_XOR_MAPPED)]],
    ['an unknown family', [{ type: 0x0020, value: [0, 3, 0, 0, 1, 2, 3, 4] }]],
    ['an address too short', [{ type: 0x0020, value: [0, 2, 0, 0, 1, 2, 3, 4] }]],
    ['no address', []],
  ] as [string, StunAttribute[]][])('is no address: %s', (_what, attributes) => {
    expect(read(attributes)).toMatchObject({ kind: 'unusable' })
  })

  it('may hold parts that need not be understood', () => {
    expect(read([{ type: 0xffff, value: [1, 2, 3] }, xorMapped('11.22.33.44', ID)])).toEqual(known('11.22.33.44'))
  })

  it('is a refusal with its code', () => {
    expect(read([{ type: 0x0009, value: [0, 0, 4, 20] }], { type: 0x0111 })).toEqual({ kind: 'refused', code: 420 })
    expect(read([], { type: 0x0111 })).toMatchObject({ kind: 'unusable' })
    // An address in a refusal is none.
    expect(read([xorMapped('11.22.33.44', ID), { type: 0x0009, value: [0, 0, 3, 0] }], { type: 0x0111 })).toEqual({
      kind: 'refused',
      code: 300,
    })
  })
})

function withEarlyFingerprint(): Buffer {
  const valid = stunMessage(ID, [], { fingerprint: true })
  const rest = stunMessage(ID, [xorMapped('11.22.33.44', ID)]).subarray(20)
  const whole = Buffer.concat([valid, rest])
  whole.writeUInt16BE(whole.length - 20, 2)
  return whole
}
