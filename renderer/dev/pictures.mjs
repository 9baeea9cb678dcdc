// Takes a picture of every page over samples, in both themes and languages, wide and narrow, and checks each with axe:
// CHROMIUM=/usr/bin/chromium node renderer/dev/pictures.mjs [folder] [page,page] [scenario,scenario]
// The dialogs to read count as pages: explain, propagation, round. HEIGHT=2000 makes the pictures taller.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { chromium } from 'playwright'
import { buildSamples, serveSamples } from './serve.mjs'

const [folder = 'out/pictures', pages = '', scenarios = ''] = process.argv.slice(2)
const list = (text, all) => (text === '' ? all : text.split(','))
const PAGES = list(pages, [
  'overview',
  'domains',
  'interfaces',
  'history',
  'settings',
  'explain',
  'propagation',
  'round',
])
const SCENARIOS = list(scenarios, ['well', 'problems', 'holds'])
const height = Number(process.env.HEIGHT ?? 700)
const SIZES = { wide: { width: 1000, height }, narrow: { width: 400, height } }
const ON_OVERVIEW = ['explain', 'propagation']

/** Opens a page or a dialog. */
async function show(page, query, name) {
  if (ON_OVERVIEW.includes(name)) await page.goto(`${query}&page=overview&dialog=${name}`)
  else await page.goto(`${query}&page=${name === 'round' ? 'history' : name}`)
  await page.getByRole('heading', { level: 1, includeHidden: true }).waitFor()
  if (name === 'round') await page.getByRole('row').nth(1).getByRole('button').click()
  await page.waitForTimeout(600)
}

await mkdir(folder, { recursive: true })
await buildSamples()
const { address, close } = await serveSamples()
const executablePath = process.env.CHROMIUM
const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox'] })
let violationCount = 0
for (const [size, viewport] of Object.entries(SIZES)) {
  for (const locale of ['en', 'zh-CN']) {
    for (const theme of ['light', 'dark']) {
      const context = await browser.newContext({ viewport, locale, reducedMotion: 'reduce', colorScheme: theme })
      const page = await context.newPage()
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning')
          console.log(`${message.type()}: ${message.text()}`)
      })
      page.on('pageerror', (error) => console.log(`page error: ${error.message}`))
      for (const scenario of SCENARIOS) {
        for (const name of PAGES) {
          await show(page, `${address}?scenario=${scenario}&locale=${locale}&theme=${theme}`, name)
          const label = [name, scenario, locale, theme, size].join('-')
          await page.screenshot({ path: join(folder, `${label}.png`) })
          const overflow = await page.evaluate(() => {
            const main = document.querySelector('main')
            return main === null ? 0 : main.scrollWidth - main.clientWidth
          })
          if (overflow > 0) console.log(`${label}: ${overflow} px too wide`)
          const { violations } = await new AxeBuilder({ page }).exclude('[data-tabster-dummy]').analyze()
          for (const { id, impact, nodes } of violations) {
            violationCount += 1
            console.log(
              `${label}: ${impact} ${id} ${nodes
                .map(({ target }) => target.join(' '))
                .slice(0, 3)
                .join(' | ')}`,
            )
          }
        }
      }
      await context.close()
    }
  }
}
await browser.close()
close()
console.log(`${violationCount} violations found by axe`)
