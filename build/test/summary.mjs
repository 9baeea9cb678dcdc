// The result of a stage, and the summary of all of them.

/**
 * @typedef {{ name: string, reason: string }} Skipped `reason` says why, and what makes it run.
 * @typedef {{ passed: number, failed: number, skipped: Skipped[], failures: string[] }} StageResult
 */

/** @returns {StageResult} */
export const emptyResult = () => ({ passed: 0, failed: 0, skipped: [], failures: [] })

/** The result of one check. @returns {StageResult} */
export const single = (name, ok) => ({
  passed: ok ? 1 : 0,
  failed: ok ? 0 : 1,
  skipped: [],
  failures: ok ? [] : [name],
})

/** @param {StageResult[]} results @returns {StageResult} */
export const sum = (results) =>
  results.reduce(
    (all, result) => ({
      passed: all.passed + result.passed,
      failed: all.failed + result.failed,
      skipped: [...all.skipped, ...result.skipped],
      failures: [...all.failures, ...result.failures],
    }),
    emptyResult(),
  )

/** The lines after all stages; the last one is the total. @param {StageResult} total @returns {string[]} */
export function closingLines(total) {
  const byReason = new Map()
  for (const { name, reason } of total.skipped) byReason.set(reason, [...(byReason.get(reason) ?? []), name])
  const lines = []
  if (total.failures.length > 0) lines.push('', 'Failed:', ...total.failures.map((name) => `  ${name}`))
  if (byReason.size > 0) {
    lines.push('', 'Skipped:')
    for (const [reason, names] of byReason) lines.push(`  ${reason}`, ...names.map((name) => `    - ${name}`))
  }
  lines.push('', `${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`)
  return lines
}
