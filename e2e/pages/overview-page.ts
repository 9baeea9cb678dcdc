// The Overview page: each domain with its state, its hold, and its buttons.
import type { Locator, Page } from 'playwright/test'
import type { Locale } from '../../app/contract/locale.ts'
import { type MessageKey, translator } from '../../app/contract/messages/translate.ts'
import { label } from '../labels.ts'

class OverviewSelectors {
  readonly open: Locator
  readonly page: Page
  readonly dialog: Locator

  constructor(page: Page) {
    this.page = page
    this.open = page.getByRole('navigation').getByRole('button', { name: label('window.nav.overview') })
    this.dialog = page.getByRole('dialog')
  }

  domain = (hostname: string) => this.page.getByRole('article', { name: hostname })
  address = (hostname: string, address: string) => this.domain(hostname).getByText(address, { exact: true })
  state = (hostname: string, state: 'ok' | 'attention' | 'updating' | 'waiting') =>
    this.domain(hostname).getByText(label(`window.record-state.${state}`))
  button = (hostname: string, name: string) => this.domain(hostname).getByRole('button', { name })
  /** The time until a hold ends or a parked job is tried again. */
  countdown = (hostname: string) => this.domain(hostname).getByRole('timer')
}

export class OverviewPage {
  readonly see: OverviewSelectors

  constructor(page: Page) {
    this.see = new OverviewSelectors(page)
  }

  async open(): Promise<void> {
    await this.see.open.click()
  }

  /** Clicks an item in the menu of a domain. */
  async choose(hostname: string, item: MessageKey, locale: Locale = 'en'): Promise<void> {
    const t = translator(locale)
    await this.see.button(hostname, t('window.overview.more', { hostname })).click()
    await this.see.page.getByRole('menuitem', { name: t(item) }).click()
  }
}
