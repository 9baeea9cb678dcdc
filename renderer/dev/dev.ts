// The page over samples: ?scenario=problems&locale=zh-CN&theme=dark&page=history, and ?dialog=explain or propagation.
import { LOCALES } from '../../app/contract/locale.ts'
import { fakeBridge } from './fake-bridge.ts'
import { SCENARIOS, sampleSnapshot } from './samples.ts'

const query = new URLSearchParams(location.search)
const scenario = SCENARIOS.find((known) => known === query.get('scenario')) ?? 'well'
const locale = LOCALES.find((known) => known === query.get('locale')) ?? 'en'
const theme = (['light', 'dark'] as const).find((known) => known === query.get('theme')) ?? 'system'
const snapshot = sampleSnapshot(scenario, locale)

Object.defineProperty(window, 'homeward', {
  value: fakeBridge({ ...snapshot, settings: { ...snapshot.settings, theme } }),
})
await import('../main.tsx')
const { openDialog, showPage } = await import('../store/view-store.ts')
const pages = ['overview', 'domains', 'interfaces', 'history', 'settings'] as const
showPage(pages.find((known) => known === query.get('page')) ?? 'overview')
const dialog = (['explain', 'propagation'] as const).find((known) => known === query.get('dialog'))
const [first] = snapshot.records
if (dialog !== undefined && first !== undefined)
  openDialog({ kind: dialog, account: first.account, hostname: first.hostname })
