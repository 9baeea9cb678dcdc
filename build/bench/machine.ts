// Describes the machine that the figures were measured on.
import { existsSync, readFileSync } from 'node:fs'
import { arch, cpus, platform, release, totalmem } from 'node:os'
import path from 'node:path'
import { electronExecutable } from '../../e2e/lab/process/runtime.ts'

export interface Machine {
  readonly system: string
  readonly processor: string
  readonly cores: number
  readonly memoryGiB: number
  readonly node: string
  readonly electron: string | null
}

export function machine(): Machine {
  const processors = cpus()
  const executable = electronExecutable()
  const version = executable === null ? null : path.join(path.dirname(executable), 'version')
  return {
    system: `${platform()} ${release()} ${arch()}`,
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    electron: version !== null && existsSync(version) ? readFileSync(version, 'utf8').trim() : null,
  }
}
