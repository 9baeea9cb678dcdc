// The source `file`: the address that stands in a text file of this computer. The user chose it, so it is trusted alone.
import type { SourcePolicy } from '../../../contract/address-sources.ts'
import { type Reason, reason } from '../../../contract/reason.ts'
import type { FileReading } from '../../../model/address-file.ts'
import type { SourceAnswer } from '../../../model/observation.ts'
import { readAddressText, type TextReading } from '../address-text.ts'
import type { FileSourcePorts } from '../own-ports.ts'
import { type AddressSource, unknown } from '../source.ts'

/** Bytes. Two addresses need 60. */
const MAX_BYTES = 4_096

export function createFileSource({ clock, readFile }: FileSourcePorts): AddressSource<SourcePolicy<'file'>> {
  return {
    detect: async ({ policy: { path, maxAgeS }, family }) => {
      const startedAt = clock.monotonic()
      const found = await readFile(path, MAX_BYTES)
      const failure = failureOf(found, path) ?? staleness(found, maxAgeS, clock.now(), path)
      const { address, refused }: TextReading =
        found.kind === 'read' && failure === null
          ? readAddressText(found.bytes, family, path)
          : { address: null, refused: failure }
      const detail = found.kind === 'unreadable' ? found.code : null
      const tookMs = clock.monotonic() - startedAt
      const answer: SourceAnswer = { source: 'file', name: path, address, refused, detail, tookMs }
      const observation =
        address === null || refused !== null
          ? unknown(refused ?? reason('file-unreadable', { path }))
          : ({ kind: 'known', address, why: reason('file-tells', { path, address }) } as const)
      return { observation, answers: [answer], candidates: [] }
    },
  }
}

function failureOf({ kind }: FileReading, path: string): Reason | null {
  if (kind === 'read') return null
  if (kind === 'too-large') return reason('file-too-large', { path, bytes: MAX_BYTES })
  return reason(`file-${kind}`, { path })
}

/** Whoever writes the file may have ended. A time in the future, as after a clock that was set back, is no age. */
function staleness(found: FileReading, maxAgeS: number | undefined, now: number, path: string): Reason | null {
  if (found.kind !== 'read' || maxAgeS === undefined) return null
  const seconds = Math.floor((now - found.writtenAt) / 1_000)
  return seconds > maxAgeS ? reason('file-stale', { path, seconds }) : null
}
