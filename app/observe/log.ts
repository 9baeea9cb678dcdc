// The log: JSON lines in a rotating file and, if asked for, on standard error. Everything is redacted first.
import type { Log, LogLevel } from '../model/ports.ts'
import { type Redactor, redactor as shared } from '../model/redaction.ts'
import { createLogFile } from './log-file.ts'

export interface LogOptions {
  /** Folder of the log files. */
  readonly folder: string
  readonly toStandardError: boolean
  /** The lowest level that is written: HOMEWARD_LOG_LEVEL, else this one, else info. */
  readonly level?: LogLevel
  readonly redactor?: Redactor
}

export interface FileLog extends Log {
  /** The same log without standard error, for what the terminal is told otherwise. */
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

/** @returns a log that never throws: when the disk is full or the folder is gone, lines are lost and nothing else. */
export function createLog({ folder, toStandardError, level, redactor = shared }: LogOptions): FileLog {
  const fromEnvironment = process.env.HOMEWARD_LOG_LEVEL
  const lowest = isLevel(fromEnvironment) ? fromEnvironment : (level ?? 'info')
  const file = createLogFile({
    folder,
    onProblem: (problem) => tell(redactor.redact(`The log cannot be written: ${problem}`)),
    onRestored: (cause, lost) => write('warn', 'the log is written again', { cause, lost }, true),
  })

  function write(severity: LogLevel, message: string, details: unknown, isTold: boolean): void {
    if (LEVELS.indexOf(severity) < LEVELS.indexOf(lowest)) return
    const line = jsonLine(severity, message, details, redactor)
    if (isTold) tell(process.stderr.isTTY ? humanLine(line) : line)
    file.write(line)
  }
  const log: Log = (severity, message, details) => write(severity, message, details, toStandardError)
  const quiet: Log = (severity, message, details) => write(severity, message, details, false)
  return Object.assign(log, { quiet, problem: () => file.problem })
}
