// The window explains in the user's language what was done and why: for one attempt, and for a domain in its current state.
import { LOCALES } from '../../app/contract/locale.ts'
import { translator } from '../../app/contract/messages/translate.ts'
import { expect, test } from '../fixture.ts'
import { HistoryPage } from '../pages/history-page.ts'
import { OverviewPage } from '../pages/overview-page.ts'
import { HOSTNAME, practiceSettingsOf, START_ADDRESS, writePracticeDomain } from '../practice.ts'

test('an attempt and a domain are explained in English and in Chinese', async ({ homeward, environment }) => {
  await writePracticeDomain(environment)
  const page = await homeward.start()
  const overview = new OverviewPage(page)
  const history = new HistoryPage(page)
  await expect(overview.see.state(HOSTNAME, 'ok')).toBeVisible()

  for (const locale of LOCALES) {
    const t = translator(locale)
    await environment.writeSettings({ ...practiceSettingsOf(environment), language: locale })
    await expect(page.locator('html')).toHaveAttribute('lang', locale)

    await page.getByRole('button', { name: t('window.nav.history') }).click()
    await history.see.rows.first().getByRole('button').click()
    await expect(history.see.explanation.getByRole('heading', { name: t('window.history.why') })).toBeVisible()
    await expect(history.see.explanation).toContainText(t('cause.startup'))
    await expect(history.see.explanation).toContainText(t('reason.update-first'))
    await expect(history.see.explanation).toContainText(START_ADDRESS)
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: t('window.nav.overview') }).click()
    await overview.choose(HOSTNAME, 'window.why.ask', locale)
    for (const topic of ['now', 'sent', 'next'] as const) {
      await expect(overview.see.dialog.getByRole('heading', { name: t(`why.head-${topic}`) })).toBeVisible()
    }
    await expect(overview.see.dialog).toContainText(t('why.result.confirmed'))
    await expect(overview.see.dialog).toContainText(t('cause.startup'))
    await page.keyboard.press('Escape')
    await expect(overview.see.dialog).toHaveCount(0)
  }
})
