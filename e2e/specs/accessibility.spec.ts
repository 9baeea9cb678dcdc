// Checks every page of the real window with axe, light and dark.
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '../fixture.ts'
import { openPage, PAGES } from '../pages/navigation.ts'
import { practiceSettingsOf, START_ADDRESS, writePracticeDomain } from '../practice.ts'

for (const theme of ['light', 'dark'] as const) {
  test(`no page of the ${theme} window violates an accessibility rule`, async ({ homeward, environment }) => {
    await writePracticeDomain(environment)
    await environment.writeSettings({ ...practiceSettingsOf(environment), theme })
    // A visible hold has its own colours and buttons, so one of the two windows shows one.
    if (theme === 'dark') await environment.internet.addFault({ kind: 'word', text: 'abuse' })
    const page = await homeward.start()
    await environment.internet.request(({ url }) => url.includes(START_ADDRESS))
    const violated: string[] = []
    for (const name of PAGES) {
      await openPage(page, name)
      // Axe's other mode opens a second page, which the app refuses.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
      for (const { id, nodes } of violations)
        violated.push(`${name}: ${id}: ${nodes.map((node) => node.html).join(' | ')}`)
    }
    expect(violated).toEqual([])
  })
}
