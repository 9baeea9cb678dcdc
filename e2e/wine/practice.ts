// The practice provider as a process inside the lab's namespace.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { projectRoot } from '../../native-addon/test/project-root.ts'
import type { WineLab } from './lab.ts'

/** One line of the practice server's output. */
interface PracticeLine {
  readonly event: string
  readonly [key: string]: unknown
}

export interface PracticeRequest {
  /** When its first byte arrived, in epoch milliseconds. */
  readonly at: number
  readonly url: string
  readonly answer: string | null
}

export interface Practice {
  /** For an account's endpoint. */
  readonly url: string
  readonly requests: readonly PracticeRequest[]
  /** Resolves with the request at position `from`, rejects after `timeoutMs`. */
  request(from: number, timeoutMs: number): Promise<PracticeRequest>
  close(): Promise<void>
}

export async function startPractice(lab: WineLab, hostname: string, password: string): Promise<Practice> {
  const outfile = join(lab.folder, 'practice.cjs')
  const entryPoints = [join(projectRoot, 'e2e/servers/main.ts')]
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20' })
  const account = ['--hosts', hostname, '--user', 'u', '--password', password]
  const args = ['netns', 'exec', lab.namespace.name, process.execPath, outfile, '--provider', '127.0.0.1:0', ...account]
  const child = spawn('ip', args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const requests: PracticeRequest[] = []
  const waiting = new Set<() => void>()
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => reject(new Error(`the practice server ended with ${code}`)))
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as PracticeLine
      if (line.event === 'listening') resolve((line.provider as { url: string }[])[0]?.url ?? '')
      if (line.event === 'request') requests.push(line as unknown as PracticeRequest)
      for (const check of waiting) check()
    })
  })
  return {
    url,
    requests,
    request: (from, timeoutMs) => requestAt(requests, waiting, from, timeoutMs),
    close: () => end(child),
  }
}

function requestAt(
  requests: readonly PracticeRequest[],
  waiting: Set<() => void>,
  from: number,
  timeoutMs: number,
): Promise<PracticeRequest> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      waiting.delete(check)
      reject(new Error(`no request within ${timeoutMs} ms`))
    }, timeoutMs)
    const check = (): void => {
      const request = requests[from]
      if (!request) return
      clearTimeout(timer)
      waiting.delete(check)
      resolve(request)
    }
    waiting.add(check)
    check()
  })
}

/** The server ends when its standard input ends. */
function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    child.once('exit', () => resolve())
    child.stdin?.end()
  })
}
