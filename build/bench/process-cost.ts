// What a process tree costs, read from /proc. Linux only.
import { readFileSync } from 'node:fs'
import { processTree } from '../../e2e/lab/process/runtime.ts'

const TICKS_PER_SECOND = 100

/** Proportional set size of the whole tree in MiB: shared pages are counted once, in shares. */
export function memoryMiB(pid: number): number {
  return (
    processTree(pid).reduce((total, id) => {
      const rollup = readFileSync(`/proc/${id}/smaps_rollup`, 'utf8')
      return total + Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0)
    }, 0) / 1_024
  )
}

/** Processor time that the whole tree has used so far, in seconds. */
export function cpuSeconds(pid: number): number {
  return (
    processTree(pid).reduce((total, id) => {
      // The name in brackets may hold blanks: the fields are counted from behind it.
      const fields = readFileSync(`/proc/${id}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
      return total + Number(fields[11]) + Number(fields[12])
    }, 0) / TICKS_PER_SECOND
  )
}
