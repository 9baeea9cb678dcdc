// What the command line prints: only results on standard output, notes for people on standard error.
import { writeSync } from 'node:fs'
import { shownHostname } from '../contract/hostname.ts'
import type { FamilyRow } from '../contract/snapshot.ts'
import { family, t, word } from './language.ts'
import { until } from './moment.ts'

/** The pipe's reader, the terminal, or the descriptor itself is gone: nobody reads any more, which is no error. */
const NOBODY_READS: readonly (string | undefined)[] = ['EPIPE', 'EIO', 'EBADF', 'ENXIO', 'ECONNRESET', 'EOF']
const PAUSE_MS = 5
/** How long a note waits for a reader that has stopped reading. A result waits for as long as it takes. */
const MAX_PAUSES = 200
const pause = new Int32Array(new SharedArrayBuffer(4))

/** Writes synchronously: nothing is lost when the process ends at once, and standard output need not be a stream. */
function write(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text)
  let pauses = 0
  for (let offset = 0; offset < bytes.length; ) {
    try {
      offset += writeSync(descriptor, bytes, offset)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      pauses += 1
      if (code === 'EAGAIN' && (descriptor === 1 || pauses < MAX_PAUSES)) Atomics.wait(pause, 0, 0, PAUSE_MS)
      // A note that cannot be written must not end the command. A result that is lost to a full disk is a failure.
      else if (NOBODY_READS.includes(code) || descriptor === 2) return
      else throw error
    }
  }
}

/** Text from outside may hold control sequences for the terminal. Line breaks and tabs are kept. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern has to name them
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g
const harmless = (text: string): string => text.replace(CONTROL, '\uFFFD')

/** For files and programs: prints exactly this text. */
export const printRaw = (text: string): void => write(1, text)
export const printResult = (text: string): void => write(1, `${harmless(text)}\n`)
export const printJson = (value: unknown): void => write(1, `${JSON.stringify(value, null, 2)}\n`)
export const printNote = (text: string): void => write(2, `${harmless(text)}\n`)

/** Columns as wide as their widest cell; East Asian wide characters count double. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows]
  const widths = header.map((_, column) => Math.max(...all.map((row) => displayWidth(row[column] ?? ''))))
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell))))
      .join('  ')
      .trimEnd()
  return all.map(line).join('\n')
}

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/gu
export const displayWidth = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0)

const FAMILY_COLUMNS = ['hostname', 'family', 'state', 'confirmed', 'desired', 'account'] as const

/** The last column has no heading: it holds remarks on a row and is mostly empty. */
export function familyTable(rows: readonly FamilyRow[]): string {
  return table(
    [...FAMILY_COLUMNS.map((column) => t(`cli.column.${column}`)), ''],
    rows
      .filter((row) => row.state !== 'unmanaged')
      .map((row) => [
        shownHostname(row.hostname),
        family(row),
        word('row-state', row.state),
        (row.state === 'accepted' ? row.accepted : row.confirmed) ?? '-',
        row.desired ?? '-',
        row.account,
        [row.message, row.heldUntil === null ? null : `(${until(row.heldUntil)})`, breakerWords(row)]
          .filter((part) => part !== null)
          .join(' '),
      ]),
  )
}

const breakerWords = ({ breaker }: FamilyRow): string | null => (breaker === 'closed' ? null : t(`breaker.${breaker}`))
