// The Electron that set-up found, and what /proc says about its processes.
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'

/** The project's folder. The runner sets it where it is not the working folder. */
export const projectDir = process.env.HOMEWARD_PROJECT ?? process.cwd()

function knownDist(): string | null {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) return process.env.ELECTRON_OVERRIDE_DIST_PATH
  const remembered = path.join(projectDir, '.cache/electron-runtime.json')
  if (!existsSync(remembered)) return null
  const { dist } = JSON.parse(readFileSync(remembered, 'utf8')) as { dist?: string }
  return dist ?? null
}

/** @returns the executable's path; null when set-up found none */
export function electronExecutable(): string | null {
  const dist = knownDist()
  if (dist === null) return null
  const file = path.join(dist, process.platform === 'win32' ? 'electron.exe' : 'electron')
  return existsSync(file) ? file : null
}

/** The process and everything under it. Linux only. */
export function processTree(pid: number): number[] {
  const found: number[] = []
  const visit = (id: number) => {
    found.push(id)
    try {
      for (const thread of readdirSync(`/proc/${id}/task`)) {
        const children = readFileSync(`/proc/${id}/task/${thread}/children`, 'utf8').trim()
        for (const child of children.split(' ').filter(Boolean)) visit(Number(child))
      }
    } catch (error) {
      // A process may end while it is read.
      if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')))
        throw error
    }
  }
  visit(pid)
  return found
}

const commandLine = (pid: number) => {
  try {
    // A forked page process rewrites its title with spaces in place of NULs.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split(/[\0 ]/)
  } catch {
    return []
  }
}

export interface SandboxFacts {
  readonly seccomp: 'off' | 'strict' | 'filter'
  readonly ownPidNamespace: boolean
  readonly uid: number
}

/** What the kernel says about the page's process of this app; null when there is none. */
export function rendererSandbox(appPid: number): SandboxFacts | null {
  const page = processTree(appPid).find((pid) => commandLine(pid).includes('--type=renderer'))
  if (page === undefined) return null
  const status = readFileSync(`/proc/${page}/status`, 'utf8')
  const field = (name: string) => new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1]
  return {
    seccomp: (['off', 'strict', 'filter'] as const)[Number(field('Seccomp'))] ?? 'off',
    ownPidNamespace: readlinkSync(`/proc/${page}/ns/pid`) !== readlinkSync('/proc/self/ns/pid'),
    uid: Number(field('Uid')),
  }
}
