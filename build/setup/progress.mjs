// Shows how far a download is: on a terminal one line that changes, elsewhere a line from time to time.
import process from 'node:process'

const TERMINAL_EVERY_MS = 200
const LINE_EVERY_MS = 5_000

const megabytes = (bytes) => (bytes / 1e6).toFixed(bytes < 9_950_000 ? 1 : 0)

function remaining(seconds) {
  if (seconds < 90) return `${Math.ceil(seconds)} s left`
  return `${Math.ceil(seconds / 60)} min left`
}

/**
 * One line about a download.
 * @param {import('./resumable-download.mjs').Progress} progress
 * @param {number} seconds since this run began to download
 */
export function progressLine({ received, total, resumedAt }, seconds) {
  const speed = seconds > 0 ? (received - resumedAt) / seconds : 0
  const rate = `${megabytes(speed)} MB/s`
  if (total === null) return `${megabytes(received)} MB, ${rate}`
  const percent = Math.floor((received / total) * 100)
  const left = speed > 0 && received < total ? `, ${remaining((total - received) / speed)}` : ''
  return `${megabytes(received)} of ${megabytes(total)} MB (${percent} %), ${rate}${left}`
}

/**
 * @param {string} title of the download
 * @param {{ log: (line: string) => void, stream?: NodeJS.WriteStream, now?: () => number }} options `log` gets whole lines;
 *   `stream` is where they end up: a terminal gets one line that changes
 * @returns {{ show: (progress: import('./resumable-download.mjs').Progress) => void, end: () => void }}
 */
export function createProgress(title, { log, stream = process.stderr, now = () => performance.now() }) {
  const began = now()
  const everyMs = stream.isTTY ? TERMINAL_EVERY_MS : LINE_EVERY_MS
  let shownAt = began - everyMs
  let isOnTerminal = false
  return {
    show: (progress) => {
      const at = now()
      const isWhole = progress.received === progress.total
      if (at - shownAt < everyMs && !isWhole) return
      shownAt = at
      const line = `${title}: ${progressLine(progress, (at - began) / 1_000)}`
      if (!stream.isTTY) return log(line)
      // Clears the line behind the cursor, since the text may become shorter.
      stream.write(`\r${line}\x1b[K`)
      isOnTerminal = true
    },
    end: () => {
      if (isOnTerminal) stream.write('\n')
      isOnTerminal = false
    },
  }
}
