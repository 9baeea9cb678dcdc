// What a guard says of an observation: what it saw, what follows by which rule, and what to do. They are reasons like the others.
export const guardReasonsEn = {
  'vpn-sign-told': 'The settings say that {{adapter}} is a VPN.',
  'vpn-sign-told-none': 'The settings say that {{adapter}} is no VPN.',
  'vpn-sign-tunnel': 'The system says that {{adapter}} is a tunnel.',
  'vpn-sign-kind': '{{adapter}} is of the kind {{kind}}.',
  'vpn-sign-no-hardware': 'No hardware is below {{adapter}}.',
  'vpn-sign-name': '{{adapter}} is named or described like a VPN.',
  'vpn-sign-route': 'The system sends through {{adapter}}, although the default route leads through {{other}}.',
  'vpn-sign-prefix': '{{adapter}} has only addresses such as tunnels use.',
  'vpn-sign-metric': 'The route through {{adapter}} goes before that of the hardware.',
  'nat-carrier':
    'The router {{gateway}} has {{address}}, which its provider shares among customers, so the name points to your public address and nobody reaches your home by it over IPv4. Use IPv6 for this name, ask the provider for a public IPv4 address, or keep it as it is.',
  'nat-carrier-adapter':
    'This computer has {{address}} on {{adapter}}, which the provider shares among customers, so the name points to your public address and nobody reaches your home by it over IPv4. Use IPv6 for this name, ask the provider for a public IPv4 address, or keep it as it is.',
  'nat-ds-lite':
    '{{name}} has {{address}}, as on lines where IPv4 travels inside IPv6 (DS-Lite), so the name points to the provider’s shared address and nobody reaches your home by it over IPv4. Use IPv6 for this name, ask the provider for a public IPv4 address, or keep it as it is.',
  'nat-double':
    'The router {{gateway}} has the private address {{address}}, so another router stands before it, and nobody reaches your home over IPv4 unless that one lets them through. Let it forward to this router or make it a bridge, use IPv6 for this name, or keep it as it is.',
  'nat-before':
    'The router {{gateway}} has {{address}}, but services outside see {{seen}}, so something before the router changes the address, and nobody may reach your home by {{seen}}. Look at the router and ask the provider, use IPv6 for this name, or keep it as it is.',
  'nat-unnamed':
    'The router {{gateway}} says that it has no public address, but services outside see {{seen}}, so something before the router changes the address, and nobody may reach your home by {{seen}}. Look at the router and ask the provider, use IPv6 for this name, or keep it as it is.',
  'portal-captive':
    'A sign-in page of this network answered in place of {{host}}, so nothing is published from here. Open a browser and sign in; Homeward checks again every 30 seconds.',
  'cdn-range':
    '{{address}} belongs to the content network {{operator}}, where no home is, so it is not published. Switch off a relay or VPN of that company, or choose another source for this name in the settings.',
  'network-new':
    'This computer was not in the network of the router {{gateway}} before, so nothing is published from it until you say so. Keep it to publish from here, or say that you publish only at home.',
  'network-not-known':
    'This computer was not in the network of the router {{gateway}} before, and the settings allow only known networks, so nothing is published from it. Keep it if you want to publish from here.',
  'network-away':
    'You said that nothing is published from the network of the router {{gateway}}, so the name keeps what it has. Keep the network if you want to publish from here.',
  'network-unidentified':
    'It is not known yet which network the router {{gateway}} belongs to, so nothing is published from here. Homeward checks again soon.',
  'egress-kept':
    'Services see {{other}} now, but {{address}} is in use as well: this home has two ways out, and the name stays with the one it has.',
} as const
