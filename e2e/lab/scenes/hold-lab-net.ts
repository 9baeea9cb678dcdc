// Makes a network with a process in it, prints what it made, and keeps it until it is killed.
import process from 'node:process'
import { createLabNet } from './lab-net.ts'

async function main(): Promise<void> {
  const net = await createLabNet(['pc'])
  await net.resolver('pc', '11.22.44.52')
  const { pid } = net.start('pc', 'sleep', ['300'])
  process.stdout.write(`${JSON.stringify({ name: net.name('pc'), folder: net.folder, pid })}\n`)
  setInterval(() => {}, 60_000)
}

void main()
