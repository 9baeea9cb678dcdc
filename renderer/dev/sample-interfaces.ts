// The adapters of a home computer: wired and wireless, a VPN, a virtual switch, loopback.
import type { InterfaceView } from '../../app/contract/snapshot.ts'

type AddressView = InterfaceView['addresses'][number]

const address = (over: Partial<AddressView> & Pick<AddressView, 'address' | 'family'>): AddressView => ({
  prefixLength: over.family === 'ipv4' ? 24 : 64,
  prefixOrigin: over.family === 'ipv4' ? 'dhcp' : 'router-advertisement',
  suffixOrigin: over.family === 'ipv4' ? 'dhcp' : 'link-layer-address',
  dadState: 'preferred',
  temporary: false,
  validLifetimeS: null,
  preferredLifetimeS: null,
  chosen: false,
  why: null,
  ...over,
})

const linkLocal = (text: string): AddressView =>
  address({
    address: text,
    family: 'ipv6',
    prefixOrigin: 'well-known',
    why: {
      code: 'address-special-purpose',
      params: { address: text, block: 'fe80::/10', name: 'Link-Local Unicast' },
    },
  })

const adapter = (over: Partial<InterfaceView> & Pick<InterfaceView, 'id' | 'name'>): InterfaceView => ({
  description: '',
  physicalAddress: null,
  kind: 'wired',
  state: 'up',
  mtu: 1_500,
  ipv4Metric: null,
  ipv6Metric: null,
  dnsSuffix: null,
  gateways: [],
  addresses: [],
  chosenFor: [],
  why: [],
  ...over,
})

const both = (reason: InterfaceView['why'][number]['reason']): InterfaceView['why'] => [
  { family: 'ipv4', reason },
  { family: 'ipv6', reason },
]

export const sampleInterfaces: InterfaceView[] = [
  adapter({
    id: '{6C5A1D55-93D4-4C4B-9C4E-6B9C4A0E8E11}',
    name: 'Ethernet',
    description: 'Intel(R) Ethernet Connection I219-V',
    physicalAddress: '3c:7c:3f:1a:90:24',
    ipv4Metric: 25,
    ipv6Metric: 25,
    dnsSuffix: 'home.arpa',
    gateways: [
      { family: 'ipv4', address: '192.168.1.1', physicalAddress: '60:38:e0:5b:12:7c', metric: 25 },
      { family: 'ipv6', address: 'fe80::6238:e0ff:fe5b:127c', physicalAddress: '60:38:e0:5b:12:7c', metric: 281 },
    ],
    addresses: [
      address({
        address: '192.168.1.20',
        family: 'ipv4',
        validLifetimeS: 79_200,
        preferredLifetimeS: 79_200,
        why: { code: 'address-echo-decides', params: { address: '192.168.1.20' } },
      }),
      address({
        address: '2a0e:1111:20:7:3e7c:3fff:fe1a:9024',
        family: 'ipv6',
        validLifetimeS: 604_300,
        preferredLifetimeS: 86_000,
        chosen: true,
        why: { code: 'address-chosen', params: { address: '2a0e:1111:20:7:3e7c:3fff:fe1a:9024' } },
      }),
      address({
        address: '2a0e:1111:20:7:9d41:52c8:e07b:1f3a',
        family: 'ipv6',
        suffixOrigin: 'random',
        temporary: true,
        validLifetimeS: 518_000,
        preferredLifetimeS: 43_000,
        why: { code: 'address-temporary', params: { address: '2a0e:1111:20:7:9d41:52c8:e07b:1f3a' } },
      }),
      address({
        address: '2a0e:1111:20:3:3e7c:3fff:fe1a:9024',
        family: 'ipv6',
        dadState: 'deprecated',
        validLifetimeS: 5_100,
        preferredLifetimeS: 0,
        why: { code: 'address-deprecated', params: { address: '2a0e:1111:20:3:3e7c:3fff:fe1a:9024' } },
      }),
      linkLocal('fe80::3e7c:3fff:fe1a:9024'),
    ],
    chosenFor: ['ipv4', 'ipv6'],
    why: both({ code: 'adapter-chosen', params: { adapter: 'Ethernet', metric: 25 } }),
  }),
  adapter({
    id: '{B0F3B9A2-0A1C-4F0E-8B57-4F0B7B7C55D0}',
    name: 'Wi-Fi',
    description: 'Intel(R) Wi-Fi 6 AX201 160MHz',
    physicalAddress: 'a4:6b:b6:22:0f:91',
    kind: 'wireless',
    ipv4Metric: 45,
    ipv6Metric: 45,
    gateways: [{ family: 'ipv4', address: '192.168.1.1', physicalAddress: '60:38:e0:5b:12:7c', metric: 45 }],
    addresses: [
      address({
        address: '192.168.1.37',
        family: 'ipv4',
        validLifetimeS: 61_000,
        preferredLifetimeS: 61_000,
        why: { code: 'address-echo-decides', params: { address: '192.168.1.37' } },
      }),
      linkLocal('fe80::a66b:b6ff:fe22:f91'),
    ],
    why: [
      { family: 'ipv4', reason: { code: 'adapter-wired-first', params: { adapter: 'Wi-Fi' } } },
      { family: 'ipv6', reason: { code: 'adapter-no-default-route', params: { adapter: 'Wi-Fi' } } },
    ],
  }),
  adapter({
    id: '{52F1C1A8-11AB-4F53-9E59-2F1A0D8C3B77}',
    name: 'Office VPN',
    description: 'WireGuard Tunnel',
    kind: 'tunnel',
    mtu: 1_420,
    ipv4Metric: 5,
    addresses: [
      address({
        address: '10.20.0.7',
        family: 'ipv4',
        prefixLength: 32,
        prefixOrigin: 'manual',
        suffixOrigin: 'manual',
        why: {
          code: 'address-special-purpose',
          params: { address: '10.20.0.7', block: '10.0.0.0/8', name: 'Private-Use' },
        },
      }),
    ],
    why: both({ code: 'adapter-no-default-route', params: { adapter: 'Office VPN' } }),
  }),
  adapter({
    id: '{9E0D83C4-7A11-4C1E-AB35-0A4C64B0B6F2}',
    name: 'vEthernet (Default Switch)',
    description: 'Hyper-V Virtual Ethernet Adapter',
    physicalAddress: '00:15:5d:7b:40:02',
    kind: 'virtual',
    state: 'down',
    why: both({ code: 'adapter-down', params: { adapter: 'vEthernet (Default Switch)' } }),
  }),
  adapter({
    id: '{00000000-0000-0000-0000-000000000001}',
    name: 'Loopback Pseudo-Interface 1',
    description: 'Software Loopback Interface 1',
    kind: 'loopback',
    mtu: null,
    ipv4Metric: 75,
    addresses: [
      address({
        address: '127.0.0.1',
        family: 'ipv4',
        prefixLength: 8,
        prefixOrigin: 'well-known',
        suffixOrigin: 'well-known',
      }),
    ],
    why: both({ code: 'adapter-loopback', params: {} }),
  }),
]
