// The log: JSON lines in a rotating file and, if asked for, on standard error. Everything is redacted first. electron-log
// carries each line to both; the file is our own transport, since the library's stays silent for good once its folder is gone.
import electronLog from 'electron-log/node'
import type { Log, LogLevel } from '../model/ports.ts'
import { type Redactor, redactor as shared } from '../model/redaction.ts'
import { createLogFile } from './log-file.ts'

export interface LogOptions {
  /** Folder of the log files; null where there is none to write to. */
  readonly folder: string | null
  readonly toStandardError: boolean
  /** The lowest level that is written: HOMEWARD_LOG_LEVEL, else this one, else info. */
  readonly level?: LogLevel
  readonly redactor?: Redactor
}

export interface FileLog extends Log {
  /** The same log without standard error, for messages that the terminal shows in another way. */
  readonly quiet: Log
  /** Why the file cannot be written now, null when it can. */
  readonly problem: () => string | null
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']
/** Characters of a line. A huge reply must not push everything else out of the log. */
const MAX_LINE = 32_768

const isLevel = (text: string | undefined): text is LogLevel => LEVELS.some((level) => level === text)

function jsonLine(level: LogLevel, message: string, details: unknown, redactor: Redactor): string {
  const entry = { timestamp: new Date().toISOString(), level, pid: process.pid, message: redactor.redact(message) }
  const line = JSON.stringify(details === undefined ? entry : { ...entry, details: redactor.redactValue(details) })
  return line.length <= MAX_LINE
    ? line
    : JSON.stringify({ ...entry, message: entry.message.slice(0, MAX_LINE / 2), details: '[too long]' })
}

/** For a terminal: time, level, message, and the details as JSON. */
function humanLine(line: string): string {
  const { timestamp, level, message, details } = JSON.parse(line)
  const rest = details === undefined ? '' : ` ${JSON.stringify(details)}`
  return `${String(timestamp).slice(11, 23)} ${String(level).toUpperCase().padEnd(5)} ${message}${rest}`
}

/** Standard output is for results. A reader that has closed standard error must not end the app. */
function tell(text: string): void {
  try {
    process.stderr.write(`${text}\n`, () => {})
  } catch {
    // There is no standard error.
  }
}

let created = 0

/** One logger with these transports and none of the library's own. */
function createLogger(lowest: LogLevel, transports: Readonly<Record<string, (line: string) => void>>) {
  created += 1
  const logger = electronLog.create({ logId: `homeward-${created}` })
  // `ipc` and `remote` are missing or null where there is no Electron.
  for (const builtIn of Object.values(logger.transports)) if (builtIn) builtIn.level = false
  for (const [name, write] of Object.entries(transports)) {
    const carry = ({ data }: { readonly data: readonly unknown[] }) => write(data.map(String).join(' '))
    logger.transports[name] = Object.assign(carry, { level: lowest, transforms: [] })
  }
  return logger
}

/** @returns a log that never throws: when the disk is full or the folder is gone, lines are lost and nothing else. */
export function createLog({ folder, toStandardError, level, redactor = shared }: LogOptions): FileLog {
  const fromEnvironment = process.env.HOMEWARD_LOG_LEVEL
  const lowest = isLevel(fromEnvironment) ? fromEnvironment : (level ?? 'info')
  const logFile =
    folder === null
      ? null
      : createLogFile({
          folder,
          onProblem: (problem) => tell(redactor.redact(`The log cannot be written: ${problem}`)),
          onRestored: (cause, lost) => both('warn', 'the log is written again', { cause, lost }),
        })
  const toFile = (line: string) => logFile?.write(line)
  const terminal = (line: string) => tell(process.stderr.isTTY ? humanLine(line) : line)

  function logBy(logger: ReturnType<typeof createLogger>): Log {
    return (severity, message, details) => {
      if (LEVELS.indexOf(severity) < LEVELS.indexOf(lowest)) return
      logger[severity](jsonLine(severity, message, details, redactor))
    }
  }
  const quiet = logBy(createLogger(lowest, { homewardFile: toFile }))
  const both = logBy(createLogger(lowest, { homewardTerminal: terminal, homewardFile: toFile }))
  const log: Log = (severity, message, details) => (toStandardError ? both : quiet)(severity, message, details)
  return Object.assign(log, { quiet, problem: () => logFile?.problem ?? null })
}
