// The log: JSON lines in a rotating file and, for the command line, on standard error. Everything is redacted first.
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import electronLog from 'electron-log/node'
import type { Log, LogLevel } from '../model/ports.ts'
import { type Redactor, redactor as shared } from '../model/redaction.ts'

export interface LogOptions {
  /** Folder of the log files. */
  readonly folder: string
  readonly toStandardError: boolean
  /** The least level written; HOMEWARD_LOG_LEVEL goes before it, info is the default. */
  readonly level?: LogLevel
  readonly redactor?: Redactor
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']
const MAX_FILE_BYTES = 5 * 1024 * 1024
/** The one written to and the two before it. */
const FILES = 3
/** Characters: one line of an endless answer must not push everything else out. */
const MAX_LINE = 32_768

const isLevel = (text: string | undefined): text is LogLevel => LEVELS.some((level) => level === text)

export const logFilePath = (folder: string, age = 0): string =>
  join(folder, age === 0 ? 'homeward.log' : `homeward.${age}.log`)

function rotate(folder: string): void {
  const leaving = join(folder, 'homeward.rotating.log')
  try {
    // First the one step that another program can prevent: if it fails, nothing older has been given up for it.
    renameSync(logFilePath(folder), leaving)
    for (let age = FILES - 1; age > 1; age -= 1) {
      if (existsSync(logFilePath(folder, age - 1))) renameSync(logFilePath(folder, age - 1), logFilePath(folder, age))
    }
    renameSync(leaving, logFilePath(folder, 1))
  } catch {
    // Held by another program for now: writing goes on into the file as it is, and the next line tries again.
  }
}

function jsonLine(level: LogLevel, message: string, details: unknown, redactor: Redactor): string {
  const entry = { timestamp: new Date().toISOString(), level, pid: process.pid, message: redactor.redact(message) }
  const line = JSON.stringify(details === undefined ? entry : { ...entry, details: redactor.redactValue(details) })
  return line.length <= MAX_LINE
    ? line
    : JSON.stringify({ ...entry, message: entry.message.slice(0, MAX_LINE / 2), details: '[too long]' })
}

/** For eyes: time, level, message, and the details as JSON. */
function humanLine(line: string): string {
  const { timestamp, level, message, details } = JSON.parse(line)
  const rest = details === undefined ? '' : ` ${JSON.stringify(details)}`
  return `${String(timestamp).slice(11, 23)} ${String(level).toUpperCase().padEnd(5)} ${message}${rest}`
}

let made = 0

let told = false
// The library's own complaint, that a file cannot be written, comes through its default logger: once is enough.
electronLog.transports.console.writeFn = ({ message }) => {
  if (told) return
  told = true
  const [first, error] = message.data
  const words = error instanceof Error ? error.message : ''
  process.stderr.write(`${shared.redact(`${String(first)} ${words}`)}\n`, () => {})
}

/** Makes the log. It never throws: a disk that is full or gone costs the lines, not the app. */
export function createLog({ folder, toStandardError, level, redactor = shared }: LogOptions): Log {
  made += 1
  const logger = electronLog.create({ logId: `homeward-${made}` })
  const wanted = process.env.HOMEWARD_LOG_LEVEL
  const least = isLevel(wanted) ? wanted : (level ?? 'info')
  mkdirSync(folder, { recursive: true, mode: 0o700 })

  const { console: terminal, file, ipc, remote } = logger.transports
  if (ipc) ipc.level = false
  remote.level = false
  file.level = least
  file.maxSize = MAX_FILE_BYTES
  file.resolvePathFn = () => logFilePath(folder)
  file.archiveLogFn = () => rotate(folder)
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  file.transforms = [({ data }) => data.map(String).join(' ')]
  terminal.level = toStandardError ? least : false
  terminal.transforms = []
  // Standard output belongs to results. A reader that went away is no reason to stop.
  terminal.writeFn = ({ message }) => {
    const text = message.data.map(String).join(' ')
    const line = process.stderr.isTTY && text.startsWith('{') ? humanLine(text) : text
    process.stderr.write(`${line}\n`, () => {})
  }

  return (severity, message, details) => {
    if (LEVELS.indexOf(severity) < LEVELS.indexOf(least)) return
    logger[severity](jsonLine(severity, message, details, redactor))
  }
}
