// Turns Playwright's JSON report into the counts of `npm test`. A skipped test has its reason as an annotation.
import type { JSONReport, JSONReportSpec, JSONReportSuite } from 'playwright/types/testReporter'

export interface StageResult {
  passed: number
  failed: number
  skipped: { name: string; reason: string }[]
  failures: string[]
}

const specsOf = (suite: JSONReportSuite, above: readonly string[]): { spec: JSONReportSpec; name: string }[] => {
  const path = [...above, suite.title].filter(Boolean)
  return [
    ...suite.specs.map((spec) => ({ spec, name: [...path, spec.title].join(' > ') })),
    ...(suite.suites ?? []).flatMap((inner) => specsOf(inner, path)),
  ]
}

const firstLine = (text: string | undefined) => (text ?? '').split('\n')[0] ?? ''

export function readReport(report: JSONReport): StageResult {
  const result: StageResult = { passed: 0, failed: 0, skipped: [], failures: [] }
  for (const { spec, name } of report.suites.flatMap((suite) => specsOf(suite, []))) {
    for (const test of spec.tests) {
      if (test.status === 'skipped') {
        const reason = test.annotations.find(({ type }) => type === 'skip')?.description ?? 'no reason was given'
        result.skipped.push({ name, reason })
      } else if (test.status === 'expected') {
        result.passed += 1
      } else {
        result.failed += 1
        const error = test.results.flatMap(({ errors }) => errors).find(({ message }) => message !== undefined)
        result.failures.push(`${name}: ${firstLine(error?.message)}`)
      }
    }
  }
  // Errors outside any test, such as a spec that does not load.
  for (const { message } of report.errors) {
    result.failed += 1
    result.failures.push(`end to end: ${firstLine(message)}`)
  }
  return result
}
