// A log for what a page can cause as often as it likes. Each line in full would push everything else out of the log's files.
import type { Log } from '../../model/ports.ts'

/** So many lines are written as they come. After that one is, whenever their number has doubled. */
const IN_FULL = 128

/** @returns a log that writes to `log`, and says of a line how many came before it once it leaves some out */
export function createSparingLog(log: Log): Log {
  let lines = 0
  return (level, message, details) => {
    lines += 1
    if (lines <= IN_FULL) log(level, message, details)
    // A power of two has one bit.
    else if ((lines & (lines - 1)) === 0) log(level, message, { ...details, lines })
  }
}
