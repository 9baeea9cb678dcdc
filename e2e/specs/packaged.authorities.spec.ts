// A `ca` that is no file of certificates, on the release package: it is told, and nothing waits for it.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from '../fixture.ts'
import type { Environment } from '../lab/environment.ts'
import { until } from '../lab/process/process-group.ts'
import { asUser } from '../lab/process/unprivileged.ts'
import { startUserTool } from '../lab/process/user-tool.ts'
import { practiceSettingsOf, writePracticeDomain } from '../practice.ts'
import { logOf, releaseObstacle, startRelease } from '../release-app.ts'

test.skip(releaseObstacle !== null, releaseObstacle ?? '')

const PROBLEM = 'names something that is no regular file'

/** Asks the instance itself. @returns the answers, in the order of the questions */
async function ask(environment: Environment, everyMs: number, forMs: number) {
  const folder = environment.folder
  const tool = await startUserTool(environment, 'e2e/lab/process/ask-instance.ts', [folder, `${everyMs}`, `${forMs}`])
  await tool.ended
  return tool.lines.map((line) => JSON.parse(line) as { isAnswered: boolean; tookMs: number })
}
const isAnswering = async (environment: Environment) =>
  (await ask(environment, 1, 1)).some(({ isAnswered }) => isAnswered)

/** Each account of the practice settings names a pipe that nobody writes to. */
function settingsWithPipe(environment: Environment) {
  const ca = path.join(environment.folder, 'authorities.pem')
  execFileSync(...asUser(environment.session.user, 'mkfifo', ['-m', '600', ca]), { stdio: 'ignore' })
  const settings = practiceSettingsOf(environment)
  return { ...settings, accounts: settings.accounts.map((account) => ({ ...account, ca })) }
}

test('a `ca` that is a named pipe does not stop the start, and is told', async ({ environment }) => {
  await writePracticeDomain(environment)
  await environment.writeSettings(settingsWithPipe(environment))
  const app = startRelease(environment, { args: ['--background'] })
  await until('an answer', () => isAnswering(environment), 40_000)
  expect(logOf(environment)).toContain(PROBLEM)
  expect(app.process.exitCode).toBeNull()
})

test('a `ca` that becomes a named pipe while it runs delays no answer, and is told', async ({ environment }) => {
  await writePracticeDomain(environment)
  const app = startRelease(environment, { args: ['--background'] })
  await until('an answer', () => isAnswering(environment), 40_000)
  const asking = ask(environment, 50, 5_000)
  await environment.writeSettings(settingsWithPipe(environment))
  await expect.poll(() => logOf(environment)).toContain(PROBLEM)
  const answers = await asking
  const slowest = Math.max(...answers.map(({ tookMs }) => tookMs))
  process.stdout.write(
    `  with a pipe for a file of authorities the socket answers within ${slowest} ms (goal 200 ms)\n`,
  )
  expect(answers.length).toBeGreaterThan(10)
  expect(answers.filter(({ isAnswered }) => !isAnswered)).toEqual([])
  expect(app.process.exitCode).toBeNull()
})
