// Runs one vitest project and writes its result to a file, with the reasons of skipped tests.
// Usage: node build/test/vitest-stage.mjs PROJECT REPORT
import { writeFile } from 'node:fs/promises'
import process from 'node:process'
import { startVitest } from 'vitest/node'
import { emptyResult } from './summary.mjs'

const [project, report] = process.argv.slice(2)
const UNEXPLAINED = 'no reason was given'

class StageReporter {
  result = emptyResult()

  onTestModuleEnd(module) {
    for (const error of module.errors()) this.#fail(module.relativeModuleId, error)
  }

  onTestCaseResult(test) {
    const { state, errors, note } = test.result()
    const name = `${test.module.relativeModuleId} > ${test.fullName}`
    if (state === 'passed') this.result.passed += 1
    else if (state === 'skipped') this.result.skipped.push({ name, reason: note ?? test.meta().skipped ?? UNEXPLAINED })
    else this.#fail(name, errors?.[0])
  }

  onTestRunEnd(_, unhandled) {
    for (const error of unhandled) this.#fail('an error outside any test', error)
  }

  #fail(name, error) {
    this.result.failed += 1
    const why = error?.message?.split('\n')[0]
    this.result.failures.push(why ? `${name}: ${why}` : name)
  }
}

const reporter = new StageReporter()
const options = { project: [project], run: true, watch: false, passWithNoTests: true, reporters: ['default', reporter] }
const vitest = await startVitest('test', [], options)
await vitest.close()
await writeFile(report, JSON.stringify(reporter.result))
