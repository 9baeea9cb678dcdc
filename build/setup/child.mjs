// Runs a child process with a time limit. Its output goes to standard error, so that standard output stays the command's own.
import { spawn } from 'node:child_process'
import process from 'node:process'

const posix = process.platform !== 'win32'

/** Ends the child and what it started, and no other process. */
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
 *   `quiet` returns the output without showing it.
 * @returns {Promise<{ code: number | null, timedOut: boolean, output: string }>} `code` is null when it could not start or was killed
 */
export function runChild(command, args, { cwd, env, timeoutMs, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own process group makes it possible to end everything that it started.
      detached: posix,
      // On Windows npm is a .cmd file, which only a shell can start.
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
    const collect = (chunk) => {
      output += chunk
      if (!quiet) process.stderr.write(chunk)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    const finish = (code, extra = '') => {
      clearTimeout(timer)
      resolve({ code: timedOut ? null : code, timedOut, output: output + extra })
    }
    child.on('error', (error) => finish(null, error.message))
    child.on('close', (code) => finish(code))
  })
}
