// After a change the address before it is one click, or one key, away.
import { expect, test } from '../fixture.ts'
import { label } from '../labels.ts'
import { OverviewPage } from '../pages/overview-page.ts'
import { HOSTNAME, START_ADDRESS, writePracticeDomain } from '../practice.ts'

const NEW_ADDRESS = '11.22.33.41'
const putBack = (address: string) => label('window.overview.undo', { address })

test('the last change is taken back by one click, and again by one key', async ({
  homeward,
  environment,
  realNetwork,
}) => {
  await writePracticeDomain(environment)
  const overview = new OverviewPage(await homeward.start())
  await expect(overview.see.state(HOSTNAME, 'ok')).toBeVisible()
  const back = overview.see.button(HOSTNAME, putBack(START_ADDRESS))
  await expect(back, 'there is nothing to put back before the first change').toHaveCount(0)

  await realNetwork.change({ ipv4: NEW_ADDRESS })
  await expect(overview.see.address(HOSTNAME, NEW_ADDRESS)).toBeVisible()
  await back.hover()
  await expect(overview.see.page.getByRole('tooltip')).toContainText(`in place of ${NEW_ADDRESS}`)
  await back.click()
  await expect(overview.see.address(HOSTNAME, START_ADDRESS)).toBeVisible()
  expect(await environment.internet.resolve(HOSTNAME, 'A')).toEqual([START_ADDRESS])

  const forth = overview.see.button(HOSTNAME, putBack(NEW_ADDRESS))
  await forth.focus()
  await overview.see.page.keyboard.press('Enter')
  await expect(overview.see.address(HOSTNAME, NEW_ADDRESS)).toBeVisible()
  await expect(back, 'the keyboard stays where it was').toBeFocused()
  expect(await environment.internet.resolve(HOSTNAME, 'A')).toEqual([NEW_ADDRESS])
})
