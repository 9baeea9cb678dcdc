import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openBlackHole } from './black-hole.ts'

it('a black hole neither accepts a connection nor refuses it', async (context) => {
  const hole = await openBlackHole()
  if (hole === null) return context.skip('this system does not drop connections when the backlog is full')
  const [host = '', port = ''] = hole.authority.split(':')
  const socket = connect(Number(port), host)
  const events: string[] = []
  for (const event of ['connect', 'error', 'close']) socket.on(event, () => events.push(event))
  await wait(600)
  expect(events).toEqual([])
  socket.destroy()
  await hole.close()
})
