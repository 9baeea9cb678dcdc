// The Overview page: each domain with its state.
import type { Locator, Page } from 'playwright/test'
import { label } from '../labels.ts'

class OverviewSelectors {
  readonly open: Locator
  readonly page: Page

  constructor(page: Page) {
    this.page = page
    this.open = page.getByRole('navigation').getByRole('button', { name: label('window.nav.overview') })
  }

  domain = (hostname: string) => this.page.getByRole('article', { name: hostname })
  address = (hostname: string, address: string) => this.domain(hostname).getByText(address, { exact: true })
  state = (hostname: string, state: 'ok' | 'attention' | 'updating') =>
    this.domain(hostname).getByText(label(`window.record-state.${state}`))
}

export class OverviewPage {
  readonly see: OverviewSelectors

  constructor(page: Page) {
    this.see = new OverviewSelectors(page)
  }

  async open(): Promise<void> {
    await this.see.open.click()
  }
}
