// The RunCommand port: a program without a shell, without secrets in its environment, limited in time and output, and ended with
// everything that it started.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import type { CommandOptions, CommandResult, RunCommand } from '../../model/command.ts'
import { windowsTool } from '../../model/windows-tool.ts'
import { errorCode } from '../error-code.ts'

/**
 * What a program needs to find its own parts. Anything else stays here: other variables may hold secrets, ways to the credential
 * store, or options that change what the program does.
 */
const PASSED_ON =
  /^(?:PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|TEMP|TMP|PATHEXT|SystemRoot|SystemDrive|windir|ComSpec|USERPROFILE|USERNAME|APPDATA|LOCALAPPDATA|ProgramData|ProgramFiles(?:\(x86\))?)$/i

/** How long the pipes of a program that has ended are read on: a child of it may hold them open for ever. */
const PIPES_MS = 200

const onWindows = process.platform === 'win32'
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) endTree(child)
})

export const environmentFor = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => PASSED_ON.test(name)))

export const runCommand: RunCommand = (command, options) =>
  new Promise((resolve) => {
    const [file = '', ...args] = command
    try {
      const child = spawn(file, args, {
        shell: false,
        stdio: ['ignore', 'pipe', 'pipe'],
        windowsHide: true,
        env: environmentFor(process.env),
        // A process group of its own, which can be ended as a whole.
        detached: !onWindows,
      })
      running.add(child)
      follow(child, options, (result) => {
        // Also when it ended well: it must leave nothing behind that runs on.
        endTree(child)
        running.delete(child)
        resolve(result)
      })
    } catch (error) {
      resolve({ kind: 'not-started', code: errorCode(error) ?? 'unknown' })
    }
  })

function follow(child: ChildProcess, options: CommandOptions, end: (result: CommandResult) => void): void {
  const output: Buffer[] = []
  let size = 0
  let pipes: NodeJS.Timeout | undefined
  let isDone = false
  const finish = (result: CommandResult): void => {
    if (isDone) return
    isDone = true
    clearTimeout(limit)
    clearTimeout(pipes)
    end(result)
    child.stdout?.destroy()
    child.stderr?.destroy()
  }
  const limit = setTimeout(() => finish({ kind: 'timeout' }), options.timeoutMs)
  child.on('error', (error) => finish({ kind: 'not-started', code: errorCode(error) ?? 'unknown' }))
  child.stdout?.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > options.maxBytes) finish({ kind: 'too-long' })
    else output.push(chunk)
  })
  // Read, so that the program is not stopped by a full pipe, and kept nowhere: it may hold somebody's secret.
  child.stderr?.resume()
  for (const pipe of [child.stdout, child.stderr]) pipe?.on('error', () => {})
  const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
    if (code === null) finish({ kind: 'killed', signal: signal ?? 'unknown' })
    else finish({ kind: 'ended', code, output: Buffer.concat(output) })
  }
  child.on('close', ended)
  child.on('exit', (code, signal) => {
    if (!isDone) pipes = setTimeout(() => ended(code, signal), PIPES_MS)
  })
}

function endTree(child: ChildProcess): void {
  const { pid } = child
  if (pid === undefined) return
  try {
    if (!onWindows) process.kill(-pid, 'SIGKILL')
    else if (child.exitCode === null) {
      execFile(
        windowsTool('taskkill.exe', process.env),
        ['/pid', String(pid), '/t', '/f'],
        { windowsHide: true },
        () => {},
      )
    }
  } catch {
    // Nothing of it is left.
  }
}
