// The History page: the attempts, newest first.
import type { Locator, Page } from 'playwright/test'
import { label } from '../labels.ts'

class HistorySelectors {
  readonly open: Locator
  readonly table: Locator
  readonly rows: Locator
  readonly explanation: Locator

  constructor(page: Page) {
    this.open = page.getByRole('navigation').getByRole('button', { name: label('window.nav.history') })
    this.table = page.getByRole('table')
    // Without the header row.
    this.rows = this.table.getByRole('row').filter({ hasNot: page.getByRole('columnheader') })
    this.explanation = page.getByRole('dialog')
  }
}

export class HistoryPage {
  readonly see: HistorySelectors

  constructor(page: Page) {
    this.see = new HistorySelectors(page)
  }

  async open(): Promise<void> {
    await this.see.open.click()
  }
}
