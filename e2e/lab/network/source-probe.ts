// Answers each line of its input, a question as JSON, with what the app's own detection observes in the namespace it runs in.
import process from 'node:process'
import { createInterface } from 'node:readline'
import { createAdapterTable } from '../../../app/platform/network/adapter-table.ts'
import { createLabDetector } from './lab-detector.ts'

const adapters = createAdapterTable()
const detector = createLabDetector(adapters)

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const { observation, answers, tookMs } = await detector.observe(JSON.parse(line), await adapters.list())
    process.stdout.write(`${JSON.stringify({ observation, answers, tookMs })}\n`)
  })
  .on('close', () => process.exit(0))
