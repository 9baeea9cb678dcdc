import { expect, it } from 'vitest'
import type { InterfaceView } from '../../../app/contract/snapshot.ts'
import { adaptersInOrder } from './adapter-order.ts'

const adapter = (name: string, over: Partial<InterfaceView> = {}) => ({
  name,
  kind: 'wired',
  state: 'up',
  chosenFor: [] as InterfaceView['chosenFor'],
  gateways: [] as InterfaceView['gateways'],
  ...over,
})
const gateway = (metric: number) => [{ family: 'ipv4' as const, address: null, physicalAddress: null, metric }]

it('puts the chosen adapter first and loopback last', () => {
  const ordered = adaptersInOrder([
    adapter('Loopback', { kind: 'loopback' }),
    adapter('Unplugged', { state: 'down' }),
    adapter('No gateway'),
    adapter('Wi-Fi', { gateways: gateway(50) }),
    adapter('Second', { gateways: gateway(35) }),
    adapter('Ethernet', { gateways: gateway(25), chosenFor: ['ipv4'] }),
  ])
  expect(ordered.map(({ name }) => name)).toEqual([
    'Ethernet',
    'Second',
    'Wi-Fi',
    'No gateway',
    'Unplugged',
    'Loopback',
  ])
})

it('orders equal adapters by name', () => {
  expect(adaptersInOrder([adapter('b'), adapter('a')]).map(({ name }) => name)).toEqual(['a', 'b'])
})
