// A `ca` that is no file of certificates, on the release package: it is told, and nothing waits for it.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from '../fixture.ts'
import { until } from '../lab/process/process-group.ts'
import { asUser } from '../lab/process/unprivileged.ts'
import { startUserTool } from '../lab/process/user-tool.ts'
import { practiceSettingsOf, writePracticeDomain } from '../practice.ts'
import { releaseObstacle, startRelease } from '../release-app.ts'

test.skip(releaseObstacle !== null, releaseObstacle ?? '')

test('a `ca` that is a named pipe stops neither the start nor the control socket', async ({ environment }) => {
  await writePracticeDomain(environment)
  const ca = path.join(environment.folder, 'authorities.pem')
  execFileSync(...asUser(environment.session.user, 'mkfifo', ['-m', '600', ca]), { stdio: 'ignore' })
  const settings = practiceSettingsOf(environment)
  const accounts = settings.accounts.map((account) => ({ ...account, endpoint: 'https://127.0.0.1:9/', ca }))
  await environment.writeSettings({ ...settings, accounts })
  const app = startRelease(environment)
  const asking = await until(
    'an answer',
    async () => {
      const tool = await startUserTool(environment, 'e2e/lab/process/ask-instance.ts', [
        environment.folder,
        '200',
        '5000',
      ])
      await tool.ended
      return tool.lines.some((line) => JSON.parse(line).isAnswered) && tool
    },
    40_000,
  )
  const all = asking.lines.map((line) => JSON.parse(line) as { isAnswered: boolean; tookMs: number })
  // Before the first answer the app was still starting.
  const answers = all.slice(all.findIndex(({ isAnswered }) => isAnswered))
  process.stdout.write(
    `  with a pipe for a file of authorities the socket answers within ${Math.max(...answers.map(({ tookMs }) => tookMs))} ms (goal 200 ms)\n`,
  )
  expect(answers.filter(({ isAnswered }) => !isAnswered)).toEqual([])
  expect(app.process.exitCode).toBeNull()
})
