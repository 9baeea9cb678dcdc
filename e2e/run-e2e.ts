// Runs the end-to-end suite and writes its result: sets up the network, as root, and runs Playwright inside.
// Usage: run-e2e.ts REPORT [Playwright arguments]
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import type { JSONReport } from 'playwright/types/testReporter'
import { runInHome, setUpNetwork } from './lab/network/set-up-network.ts'
import { projectDir } from './lab/process/runtime.ts'
import { readReport } from './playwright-report.ts'

async function main([report, ...playwrightArguments]: string[]): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'homeward-e2e-'))
  const json = path.join(folder, 'playwright.json')
  const network = await setUpNetwork()
  try {
    const args = [
      'node_modules/playwright/cli.js',
      'test',
      '--config',
      'e2e/playwright.config.ts',
      ...playwrightArguments,
    ]
    const code = await runInHome(network, {
      project: projectDir,
      args,
      env: { HOMEWARD_E2E_REPORT: json, NO_COLOR: '1', FORCE_COLOR: '0' },
    })
    const result = readReport(JSON.parse(await readFile(json, 'utf8')) as JSONReport)
    if (report) await writeFile(report, JSON.stringify(result))
    return code
  } finally {
    await network.remove()
    await rm(folder, { recursive: true, force: true })
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
