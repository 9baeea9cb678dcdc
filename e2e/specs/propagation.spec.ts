// Who still sees the old address, and until when: the authoritative server, the system's resolver and public resolvers, for
// real.
import { expect, test } from '../fixture.ts'
import { SYSTEM_RESOLVER, startResolvers } from '../lab/dns/resolvers.ts'
import { label } from '../labels.ts'
import { OverviewPage } from '../pages/overview-page.ts'
import { HOSTNAME, START_ADDRESS, writePracticeDomain } from '../practice.ts'

const OLD = '11.22.33.9'

test('a resolver that still returns the old address is listed, with the time when its cache expires', async ({
  homeward,
  environment,
  realNetwork,
}) => {
  const answers = { [SYSTEM_RESOLVER]: START_ADDRESS, '1.1.1.1': START_ADDRESS, '8.8.8.8': OLD }
  const resolvers = await startResolvers(realNetwork, environment.session.folder, HOSTNAME, answers)
  try {
    await writePracticeDomain(environment)
    const overview = new OverviewPage(await homeward.start())
    await expect(overview.see.domain(HOSTNAME)).toContainText(label('window.verified.holds'))

    await overview.choose(HOSTNAME, 'window.propagation.ask')
    const { dialog } = overview.see
    const listed = (who: string) => dialog.getByRole('listitem').filter({ hasText: who })
    await expect(dialog).toContainText(label('window.propagation.state.holds'))
    await expect(listed('ns1.example.org')).toContainText(
      label('window.propagation.holds', { addresses: START_ADDRESS }),
    )
    await expect(listed(label('window.propagation.system'))).toContainText(label('window.propagation.new'))
    await expect(listed('Cloudflare')).toContainText(label('window.propagation.new'))
    await expect(listed('Google')).toContainText(new RegExp(`${label('window.propagation.old')}.*${OLD}.*until \\d`))
    await expect(listed('Quad9')).toContainText(label('window.propagation.unknown'))
    await expect(dialog).toContainText(/Some resolvers may return the old address until \d/)
  } finally {
    await resolvers.remove()
  }
})
