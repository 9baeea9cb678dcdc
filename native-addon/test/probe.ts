// Runs probe.cjs in an environment (stage.ts) and reads its output.
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { projectRoot } from './project-root.ts'

export interface ProbeRow {
  readonly [key: string]: unknown
}

export interface ProbeEnd {
  readonly rows: readonly ProbeRow[]
  /** Null when it was killed. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly errors: string
}

export interface RunningProbe {
  /** Resolves with the first matching row; rejects when the probe ends before. */
  until(fits: (row: ProbeRow) => boolean): Promise<ProbeRow>
  readonly ended: Promise<ProbeEnd>
}

export const PROBE_PATH = join(projectRoot, 'native-addon/test/probe.cjs')

/** Follows a probe whose standard output is piped. It is killed after `limitMs`. */
export function followProbe(child: ChildProcess, limitMs: number): RunningProbe {
  const rows: ProbeRow[] = []
  const waiting = new Set<() => void>()
  let rest = ''
  let errors = ''
  let end: ProbeEnd | null = null
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    rows.push(...lines.map((line) => JSON.parse(line) as ProbeRow))
    for (const look of waiting) look()
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const killer = setTimeout(() => child.kill('SIGKILL'), limitMs)
  const ended = new Promise<ProbeEnd>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(killer)
      end = { rows, code, signal, errors }
      resolve(end)
      for (const look of waiting) look()
    })
  })
  const until = (fits: (row: ProbeRow) => boolean): Promise<ProbeRow> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const row = rows.find(fits)
        if (row) resolve(row)
        else if (end) reject(new Error(`the probe ended (${end.code ?? end.signal}) first: ${end.errors}`))
        else return
        waiting.delete(look)
      }
      waiting.add(look)
      look()
    })
  return { until, ended }
}
