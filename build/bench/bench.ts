// Makes the network and runs the measurements inside it.
import path from 'node:path'
import process from 'node:process'
import { runInHome, setUpNetwork } from '../../e2e/lab/network/set-up-network.ts'
import { bundleTool } from '../../e2e/lab/process/bundle-tool.ts'
import { projectDir } from '../../e2e/lab/process/runtime.ts'

async function main(args: readonly string[]): Promise<number> {
  const program = path.relative(projectDir, await bundleTool('build/bench/measure.ts'))
  const ground = await setUpNetwork()
  try {
    return await runInHome(ground, { project: projectDir, args: [program, ...args] })
  } finally {
    await ground.remove()
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exitCode = 1
  },
)
