// Two names that leave in one request: one needs a look at the zone before it can be sent, the other is in doubt.
import { expect, it } from 'vitest'
import { settingsSchema } from '../../contract/settings.ts'
import { dialectScene, NAS, V4, V6 } from '../../testing/dialect-scene.ts'
import { familiesHeld } from '../../testing/dialect-server.ts'
import { HOUR, MINUTE } from '../../testing/engine-scene.ts'

const scene = dialectScene()
const CAM = 'cam.example.org'

it('are both checked, each once, and then sent', async () => {
  const dialect = { hosts: 'comma', addresses: 'comma', unnamedFamily: 'removed' } as const
  const server = { addresses: 'list', hostnames: [NAS, CAM] } as const
  await scene.begin(server, { account: { dialect } })
  await scene.pass(MINUTE)
  scene.server.zone.set(CAM, { ipv4: V4[0] })
  // Nobody knows whether the second address was taken.
  scene.server.failNext.push('<html>')
  await scene.move({ ipv6: V6[1] })
  await scene.pass(MINUTE)
  const { settings } = scene.world
  const records = [{ ...settings.records[0], hostname: CAM, ipv4: 'off' }, ...settings.records]
  scene.world.settings = settingsSchema.parse({ ...settings, records })
  scene.world.engine.request('config-change')
  await scene.move({ ipv6: V6[0] })
  await scene.pass(HOUR)
  for (const name of [NAS, CAM]) expect(familiesHeld(scene.server, name), name).toEqual([V4[0], V6[0]])
})
