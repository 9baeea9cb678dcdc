// Who still sees the old address, and until when: the zone's own server, the system's resolver and public ones, for real.
import { expect, test } from '../fixture.ts'
import { SYSTEM_RESOLVER, startResolvers } from '../lab/dns/resolvers.ts'
import { label } from '../labels.ts'
import { OverviewPage } from '../pages/overview-page.ts'
import { HOSTNAME, START_ADDRESS, writePracticeDomain } from '../practice.ts'

const OLD = '11.22.33.9'

test('a resolver that still tells the old address is named, with the moment when it forgets', async ({
  homeward,
  environment,
  realNetwork,
}) => {
  const tells = { [SYSTEM_RESOLVER]: START_ADDRESS, '1.1.1.1': START_ADDRESS, '8.8.8.8': OLD }
  const resolvers = await startResolvers(realNetwork, environment.session.folder, HOSTNAME, tells)
  try {
    await writePracticeDomain(environment)
    const overview = new OverviewPage(await homeward.start())
    await expect(overview.see.domain(HOSTNAME)).toContainText(label('window.verified.holds'))

    await overview.choose(HOSTNAME, 'window.propagation.ask')
    const { dialog } = overview.see
    const said = (who: string) => dialog.getByRole('listitem').filter({ hasText: who })
    await expect(dialog).toContainText(label('window.propagation.state.holds'))
    await expect(said('ns1.example.org')).toContainText(label('window.propagation.holds', { addresses: START_ADDRESS }))
    await expect(said(label('window.propagation.system'))).toContainText(label('window.propagation.new'))
    await expect(said('Cloudflare')).toContainText(label('window.propagation.new'))
    await expect(said('Google')).toContainText(new RegExp(`${label('window.propagation.old')}.*${OLD}.*until \\d`))
    await expect(said('Quad9')).toContainText(label('window.propagation.unknown'))
    await expect(dialog).toContainText(/An old address may still be told until \d/)
  } finally {
    await resolvers.remove()
  }
})
