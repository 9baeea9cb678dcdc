// The package for tests, which differs from the release in one fuse: its page is confined like that of the checkout.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '../fixture.ts'
import { until } from '../lab/process/process-group.ts'
import { projectDir } from '../lab/process/runtime.ts'
import { startUserTool } from '../lab/process/user-tool.ts'
import { label } from '../labels.ts'
import { OverviewPage } from '../pages/overview-page.ts'
import { HOSTNAME, writePracticeDomain } from '../practice.ts'
import { describeConfinedPage } from './confined-page.ts'

const packaged = path.join(projectDir, 'dist/test/linux-unpacked/homeward')

test.use({ packaged })
test.skip(!existsSync(packaged), 'needs the package for tests; run: npm run package -- --test')

describeConfinedPage()

test('the window answers while another program has the database locked, and says so', async ({
  homeward,
  environment,
}) => {
  await writePracticeDomain(environment)
  const page = await homeward.start()
  await expect(new OverviewPage(page).see.state(HOSTNAME, 'ok')).toBeVisible()
  const database = path.join(environment.folder, 'homeward.sqlite')
  const locker = await startUserTool(environment, 'e2e/lab/process/hold-database.ts', [database, '15000'])
  await until('the lock', () => locker.lines.includes('held'))
  await (await homeward.tray()).choose(label('menu.update-now'))
  await expect(page.getByText(label('notice.store-locked')).first()).toBeVisible()
  const answers = await page.evaluate(async () => {
    const { call } = Reflect.get(window, 'homeward') as { call(name: string, payload?: unknown): Promise<unknown> }
    const took: number[] = []
    for (const end = performance.now() + 5_000; performance.now() < end; ) {
      const began = performance.now()
      await call('snapshot.get')
      await call('history.query', {})
      took.push(performance.now() - began)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return took
  })
  const slowest = Math.round(Math.max(...answers))
  process.stdout.write(`  the window had ${answers.length} answers, each within ${slowest} ms (goal 200 ms)\n`)
  expect(answers.length).toBeGreaterThan(10)
  await locker.ended
  await expect(page.getByText(label('notice.store-locked'))).toHaveCount(0, { timeout: 15_000 })
})
