// Memory and processor time of a process tree, read from /proc. Linux only.
import { readFileSync } from 'node:fs'
import { processTree } from '../../e2e/lab/process/runtime.ts'

const TICKS_PER_SECOND = 100

/** Proportional set size of the tree, in MiB: each process counts its share of shared pages. */
export function memoryMiB(pid: number): number {
  return (
    processTree(pid).reduce((total, id) => {
      const rollup = readFileSync(`/proc/${id}/smaps_rollup`, 'utf8')
      return total + Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0)
    }, 0) / 1_024
  )
}

/** Processor time that the tree has used so far, in seconds. */
export function cpuSeconds(pid: number): number {
  return (
    processTree(pid).reduce((total, id) => {
      // The name in brackets may contain spaces: the fields are counted after it.
      const fields = readFileSync(`/proc/${id}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
      return total + Number(fields[11]) + Number(fields[12])
    }, 0) / TICKS_PER_SECOND
  )
}
