// The log: JSON lines in a rotating file and, if asked for, on standard error. Everything is redacted first.
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import electronLog from 'electron-log/node'
import type { Log, LogLevel } from '../model/ports.ts'
import { type Redactor, redactor as shared } from '../model/redaction.ts'

export interface LogOptions {
  /** Folder of the log files. */
  readonly folder: string
  readonly toStandardError: boolean
  /** The lowest level that is written: HOMEWARD_LOG_LEVEL, else this one, else info. */
  readonly level?: LogLevel
  readonly redactor?: Redactor
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']
const MAX_FILE_BYTES = 5 * 1024 * 1024
/** The current one and two older ones. */
const FILES = 3
/** Characters of a line. A huge reply must not push everything else out of the log. */
const MAX_LINE = 32_768

const isLevel = (text: string | undefined): text is LogLevel => LEVELS.some((level) => level === text)

export const logFilePath = (folder: string, age = 0): string =>
  join(folder, age === 0 ? 'homeward.log' : `homeward.${age}.log`)

function rotate(folder: string): void {
  const temporary = join(folder, 'homeward.rotating.log')
  try {
    // Another program can only prevent this step. It comes first, so that no older file is lost when it fails.
    renameSync(logFilePath(folder), temporary)
    for (let age = FILES - 1; age > 1; age -= 1) {
      if (existsSync(logFilePath(folder, age - 1))) renameSync(logFilePath(folder, age - 1), logFilePath(folder, age))
    }
    renameSync(temporary, logFilePath(folder, 1))
  } catch {
    // Another program has the file open. We go on writing to it, and the next line tries again.
  }
}

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

let created = 0

let hasReported = false
// The library reports through its default logger that a file cannot be written. Once is enough.
electronLog.transports.console.writeFn = ({ message }) => {
  if (hasReported) return
  hasReported = true
  const [first, error] = message.data
  const text = error instanceof Error ? error.message : ''
  process.stderr.write(`${shared.redact(`${String(first)} ${text}`)}\n`, () => {})
}

/** @returns a log that never throws: when the disk is full or gone, lines are lost and nothing else. */
export function createLog({ folder, toStandardError, level, redactor = shared }: LogOptions): Log {
  created += 1
  const logger = electronLog.create({ logId: `homeward-${created}` })
  const fromEnvironment = process.env.HOMEWARD_LOG_LEVEL
  const lowest = isLevel(fromEnvironment) ? fromEnvironment : (level ?? 'info')
  mkdirSync(folder, { recursive: true, mode: 0o700 })

  const { console: terminal, file, ipc, remote } = logger.transports
  if (ipc) ipc.level = false
  remote.level = false
  file.level = lowest
  file.maxSize = MAX_FILE_BYTES
  file.resolvePathFn = () => logFilePath(folder)
  file.archiveLogFn = () => rotate(folder)
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  file.transforms = [({ data }) => data.map(String).join(' ')]
  terminal.level = toStandardError ? lowest : false
  terminal.transforms = []
  // Standard output is for results. A reader that has closed standard error must not end the app.
  terminal.writeFn = ({ message }) => {
    const text = message.data.map(String).join(' ')
    const line = process.stderr.isTTY && text.startsWith('{') ? humanLine(text) : text
    process.stderr.write(`${line}\n`, () => {})
  }

  return (severity, message, details) => {
    if (LEVELS.indexOf(severity) < LEVELS.indexOf(lowest)) return
    logger[severity](jsonLine(severity, message, details, redactor))
  }
}
