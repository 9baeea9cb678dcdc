// The Domains page, where the user enters accounts and domains.
import type { Locator, Page } from 'playwright/test'
import type { ProviderInfo } from '../../app/contract/provider-info.ts'
import { label } from '../labels.ts'

export interface NewDomain {
  readonly provider: ProviderInfo
  readonly account: string
  readonly endpoint: string
  /** By the keys of the provider's fields, including secrets. */
  readonly values: Readonly<Record<string, string>>
  readonly hostname: string
  /** The user's own echo service; null for automatic detection. */
  readonly echo: string | null
}

class DomainsSelectors {
  readonly open: Locator
  readonly add: Locator
  readonly dialog: Locator
  readonly account: Locator
  readonly submit: Locator

  constructor(page: Page) {
    this.open = page.getByRole('navigation').getByRole('button', { name: label('window.nav.domains') })
    this.add = page.getByRole('button', { name: label('window.domains.add') })
    this.dialog = page.getByRole('dialog')
    this.account = this.dialog.getByRole('combobox', { name: label('window.form.account') })
    this.submit = this.dialog.getByRole('button', { name: label('window.action.add') })
  }

  field = (name: string) => this.dialog.getByRole('textbox', { name })
  secret = (name: string) => this.dialog.getByLabel(name).and(this.dialog.locator('input'))
  policy = (family: string) => this.dialog.getByRole('combobox', { name: family })
  checkbox = (name: string) => this.dialog.getByRole('checkbox', { name })
}

export class DomainsPage {
  readonly see: DomainsSelectors

  constructor(page: Page) {
    this.see = new DomainsSelectors(page)
  }

  async open(): Promise<void> {
    await this.see.open.click()
  }

  /** Enters a domain with a new account, and waits until the dialog has closed. */
  async addDomain(domain: NewDomain): Promise<void> {
    await this.see.add.first().click()
    await this.see.account.selectOption({ label: domain.provider.label })
    await this.see.field(label('window.form.account-name')).fill(domain.account)
    await this.see.field(label('window.form.endpoint')).fill(domain.endpoint)
    const consent = this.see.checkbox(label('window.form.allow-plain-http'))
    if (await consent.isVisible()) await consent.check()
    for (const { key, label: name, secret } of domain.provider.fields) {
      const field = secret ? this.see.secret(name.en) : this.see.field(name.en)
      await field.fill(domain.values[key] ?? '')
    }
    await this.see.field(label('window.form.hostname')).fill(domain.hostname)
    if (domain.echo !== null) {
      await this.see.policy(label('family.ipv4')).selectOption({ label: label('window.policy.echo') })
      const echo = label('window.policy.echo-label', { family: label('family.ipv4') })
      await this.see.field(echo).fill(domain.echo)
    }
    await this.see.submit.click()
    await this.see.dialog.waitFor({ state: 'hidden' })
  }
}
