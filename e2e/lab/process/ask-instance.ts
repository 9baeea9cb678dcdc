// Asks the running instance for its state again and again, as the command line does, and prints how long each answer took.
// Usage: ask-instance DATA-FOLDER EVERY-MS FOR-MS
import { setTimeout as sleep } from 'node:timers/promises'
import { requestInstance } from '../../../app/control/client.ts'

async function main([folder = '', everyMs, forMs]: string[]): Promise<void> {
  const end = performance.now() + Number(forMs)
  while (performance.now() < end) {
    const began = performance.now()
    const message = { settings: null, request: { command: 'status', payload: {} } } as const
    const reply = await requestInstance(folder, message, 30_000).catch((error: Error) => error.message)
    const isAnswered = typeof reply === 'object' && reply !== null
    process.stdout.write(`${JSON.stringify({ isAnswered, tookMs: Math.round(performance.now() - began) })}\n`)
    await sleep(Number(everyMs))
  }
}

void main(process.argv.slice(2))
