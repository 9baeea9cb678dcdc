// Every page of the real window, light and dark, under axe's rules.
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '../fixture.ts'
import { openPage, PAGES } from '../pages/navigation.ts'
import { practiceSettingsOf, START_ADDRESS, writePracticeDomain } from '../practice.ts'

for (const theme of ['light', 'dark'] as const) {
  test(`no page of the ${theme} window breaks a rule of accessibility`, async ({ homeward, environment }) => {
    await writePracticeDomain(environment)
    await environment.writeSettings({ ...practiceSettingsOf(environment), theme })
    // One of the two with a stop in sight, which has colours and controls of its own.
    if (theme === 'dark') await environment.internet.addFault({ kind: 'word', text: 'abuse' })
    const page = await homeward.start()
    await environment.internet.request(({ url }) => url.includes(START_ADDRESS))
    const broken: string[] = []
    for (const name of PAGES) {
      await openPage(page, name)
      // The other mode opens a second page, which this app rightly denies.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
      for (const { id, nodes } of violations)
        broken.push(`${name}: ${id}: ${nodes.map((node) => node.html).join(' | ')}`)
    }
    expect(broken).toEqual([])
  })
}
