// Runs a program of the project inside the lab's home network, for programs that are not test suites.
import path from 'node:path'
import process from 'node:process'
import { runInHome, setUpNetwork } from './network/set-up-network.ts'
import { bundleTool } from './process/bundle-tool.ts'
import { projectDir } from './process/runtime.ts'

/**
 * Bundles the program, runs it with this process's arguments, and takes over its exit code.
 * @param program relative to the project
 */
export function runInLab(program: string): void {
  run(program, process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      process.exitCode = 1
    },
  )
}

async function run(program: string, args: readonly string[]): Promise<number> {
  const bundle = path.relative(projectDir, await bundleTool(program))
  const network = await setUpNetwork()
  try {
    return await runInHome(network, { project: projectDir, args: [bundle, ...args] })
  } finally {
    await network.remove()
  }
}
