// Opens the pages of the window.
import type { Page } from 'playwright/test'
import { label } from '../labels.ts'

export const PAGES = ['overview', 'domains', 'interfaces', 'history', 'settings'] as const
export type PageName = (typeof PAGES)[number]

export async function openPage(page: Page, name: PageName): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('button', { name: label(`window.nav.${name}`) })
    .click()
  await page.getByRole('heading', { level: 1, name: label(`window.nav.${name}`) }).waitFor()
}
