// The demo: the real app against practice servers, a real change of address, and the name that follows. Root and Linux give
// it a network of its own; elsewhere it says what it changes in place of an address.
import path from 'node:path'
import process from 'node:process'
import { runInHome, setUpNetwork } from '../../e2e/lab/network/set-up-network.ts'
import { bundleTool } from '../../e2e/lab/process/bundle-tool.ts'
import { projectDir } from '../../e2e/lab/process/runtime.ts'

async function main(args: readonly string[]): Promise<number> {
  const program = path.relative(projectDir, await bundleTool('build/demo/story.ts'))
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
