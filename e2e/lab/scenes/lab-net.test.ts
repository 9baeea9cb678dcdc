// A test whose process is killed leaves nothing behind.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { expect, it } from 'vitest'
import { canMakeNamespaces } from '../network/namespaces.ts'
import { bundleTool } from '../process/bundle-tool.ts'
import { command, until } from '../process/process-group.ts'

/** Empty for a process that has ended, also while nobody has asked how. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

it.skipIf(!canMakeNamespaces())('is gone when the process that made it is killed', async () => {
  const program = await bundleTool('e2e/lab/scenes/hold-lab-net.ts')
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += String(chunk)
  })
  await until('the network', () => output.includes('\n'))
  const { name, folder, pid } = JSON.parse(output) as { name: string; folder: string; pid: number }
  const names = async () => (await command('ip', 'netns', 'list')).split(/\s/)
  expect(await names()).toContain(name)
  child.kill('SIGKILL')
  await until('the namespace to be gone', async () => !(await names()).includes(name))
  await until('its folder to be gone', () => !existsSync(folder))
  expect(existsSync(`/etc/netns/${name}`)).toBe(false)
  expect(commandLine(pid)).toBe('')
})
