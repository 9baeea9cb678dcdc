// The TCP ports on which the processes of a tree listen. Linux only.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { processTree } from './runtime.ts'

const LISTENING = '0A'

function listeningSockets(pid: number): Map<string, string> {
  const sockets = new Map<string, string>()
  for (const table of ['tcp', 'tcp6']) {
    for (const line of readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
      if (state === LISTENING)
        sockets.set(`socket:[${inode}]`, `${table} ${Number.parseInt(local.split(':')[1] ?? '', 16)}`)
    }
  }
  return sockets
}

/** @returns as "tcp 9222" */
export function openPorts(pid: number): readonly string[] {
  return processTree(pid).flatMap((id) => {
    try {
      const sockets = listeningSockets(id)
      const files = readdirSync(`/proc/${id}/fd`).map((name) => readlinkSync(`/proc/${id}/fd/${name}`))
      return files.flatMap((file) => sockets.get(file) ?? [])
    } catch {
      // A process or a file may be gone before it is read.
      return []
    }
  })
}
