// Runs a child process with a time limit. Its output goes to standard error, so that a command's own output stays clean.
import { spawn } from 'node:child_process'
import process from 'node:process'

const posix = process.platform !== 'win32'

/** Ends the child and what it started, without touching anybody else's processes. */
function endTree(child) {
  try {
    if (posix) process.kill(-child.pid, 'SIGKILL')
    else spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' })
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, quiet?: boolean }} [options]
 *   `quiet` keeps the output for the answer in place of showing it.
 * @returns {Promise<{ code: number | null, timedOut: boolean, output: string }>} code null: it could not start or was ended.
 */
export function runChild(command, args, { cwd, env, timeoutMs, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own makes it possible to end everything that a download started.
      detached: posix,
      // npm is a .cmd file on Windows, which only a shell can start.
      shell: !posix && command === 'npm',
    })
    let output = ''
    let timedOut = false
    const timer = timeoutMs
      ? setTimeout(() => {
          timedOut = true
          endTree(child)
        }, timeoutMs)
      : undefined
    const take = (chunk) => {
      output += chunk
      if (!quiet) process.stderr.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    const finish = (code, extra = '') => {
      clearTimeout(timer)
      resolve({ code: timedOut ? null : code, timedOut, output: output + extra })
    }
    child.on('error', (error) => finish(null, error.message))
    child.on('close', (code) => finish(code))
  })
}
