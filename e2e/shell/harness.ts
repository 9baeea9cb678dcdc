// The real shell around the engine in memory. Standard input takes one JSON object a line and lays it over the snapshot;
// HARNESS_FOLDER is its data folder, HARNESS_LOCALE its language.
import { createInterface } from 'node:readline'
import { app } from 'electron'
import type { Clock } from '../../app/model/ports.ts'
import { boot } from '../../app/shell/boot.ts'
import { createRecord } from '../../app/testing/snapshots.ts'
import { memoryEngine } from './memory-engine.ts'

const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sinceBoot: () => performance.now(),
  setTimer: (delayMs, fire) => {
    const timer = setTimeout(fire, delayMs)
    return () => clearTimeout(timer)
  },
}
const engine = memoryEngine(process.env.HARNESS_LOCALE === 'zh-CN' ? 'zh-CN' : 'en')
createInterface({ input: process.stdin }).on('line', (line) => {
  const { records, ...patch } = JSON.parse(line)
  engine.change(
    records === undefined
      ? patch
      : { ...patch, records: records.map(([name, rest]: [string, object]) => createRecord(name, rest)) },
  )
})

void boot({
  folder: process.env.HARNESS_FOLDER ?? 'out/harness-data',
  clock,
  log: (level, message, details) => process.stdout.write(`${JSON.stringify({ level, message, ...details })}\n`),
  relaunch: (options) => app.relaunch(options),
  startEngine: async () => engine,
})
