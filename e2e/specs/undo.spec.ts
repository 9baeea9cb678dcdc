// After a change, one click or one key restores the address before it.
import { expect, test } from '../fixture.ts'
import { label } from '../labels.ts'
import { OverviewPage } from '../pages/overview-page.ts'
import { HOSTNAME, START_ADDRESS, writePracticeDomain } from '../practice.ts'

const NEW_ADDRESS = '11.22.33.41'
const restore = (address: string) => label('window.overview.undo', { address })

test('one click undoes the last change, and one key undoes the undo', async ({
  homeward,
  environment,
  realNetwork,
}) => {
  await writePracticeDomain(environment)
  const overview = new OverviewPage(await homeward.start())
  await expect(overview.see.state(HOSTNAME, 'ok')).toBeVisible()
  const back = overview.see.button(HOSTNAME, restore(START_ADDRESS))
  await expect(back, 'there is nothing to restore before the first change').toHaveCount(0)

  await realNetwork.change({ ipv4: NEW_ADDRESS })
  await expect(overview.see.address(HOSTNAME, NEW_ADDRESS)).toBeVisible()
  await back.hover()
  await expect(overview.see.page.getByRole('tooltip')).toContainText(`in place of ${NEW_ADDRESS}`)
  await back.click()
  await expect(overview.see.address(HOSTNAME, START_ADDRESS)).toBeVisible()
  expect(await environment.internet.resolve(HOSTNAME, 'A')).toEqual([START_ADDRESS])

  const forth = overview.see.button(HOSTNAME, restore(NEW_ADDRESS))
  await forth.focus()
  await overview.see.page.keyboard.press('Enter')
  await expect(overview.see.address(HOSTNAME, NEW_ADDRESS)).toBeVisible()
  await expect(back, 'the button keeps the keyboard focus').toBeFocused()
  expect(await environment.internet.resolve(HOSTNAME, 'A')).toEqual([NEW_ADDRESS])
})
