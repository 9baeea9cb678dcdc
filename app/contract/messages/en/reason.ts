// Reasons: why an adapter or an address was chosen or passed over, and why a name was sent, held or left alone.
import { guardReasonsEn } from './guard.ts'

export const reasonEn = {
  reason: {
    ...guardReasonsEn,
    'adapter-chosen': '{{adapter}} was chosen: it is up and has the best route (metric {{metric}}).',
    'adapter-named': '{{adapter}} was chosen because the settings name it.',
    'adapter-loopback': 'Loopback is never used.',
    'adapter-down': '{{adapter}} is not up.',
    'adapter-no-default-route': '{{adapter}} has no way out: it has no default route.',
    'adapter-worse-metric': '{{adapter}} stands by: its metric {{metric}} is higher than {{best}}.',
    'adapter-wired-first': '{{adapter}} stands by: a wired connection goes before a wireless one.',
    'adapter-physical-first': '{{adapter}} stands by: wired and wireless connections go first.',
    'adapter-same-metric': '{{adapter}} stands by: {{best}} is as good and comes first.',
    'adapter-not-named': '{{adapter}} is left alone: the settings name another adapter.',
    'adapter-no-usable-address': '{{adapter}} has no address that may be published.',
    'adapter-missing': 'There is no adapter called {{adapter}}. Choose another one in the settings.',
    'address-chosen': '{{address}} was chosen.',
    'address-special-purpose': '{{address}} belongs to {{block}} ({{name}}), which is never published.',
    'address-tentative': '{{address}} is still being checked for duplicates.',
    'address-duplicate': '{{address}} is in use by another machine on this network.',
    'address-deprecated': '{{address}} is being phased out by the network.',
    'address-temporary': '{{address}} is a temporary privacy address, made to be forgotten.',
    'address-longer-lived': '{{address}} stands by: another address of this adapter is kept longer.',
    'address-stands-by': '{{address}} stands by: another address of this adapter was chosen.',
    'address-unseen':
      '{{address}} stands by: no service outside can be reached from it, and one can from another address.',
    'address-prefix-ended': '{{address}} stands by: the router is phasing out its prefix.',
    'address-gives-prefix': '{{address}} tells the prefix.',
    'address-not-temporary': '{{address}} is no temporary privacy address.',
    'address-not-dhcpv6': '{{address}} does not come from DHCPv6.',
    'address-not-eui64': '{{address}} is not made from the hardware address.',
    'address-origin-untold':
      'The system does not tell where {{address}} comes from, so it cannot be chosen by its kind. Take the stable address, or a fixed end, for this name in the settings.',
    'kind-none-temporary':
      '{{adapter}} has no temporary address that is ready. Switch privacy addresses on in the system, or choose another kind of address for this name.',
    'kind-none-dhcpv6':
      '{{adapter}} has no address from DHCPv6 that is ready. Check the router, or choose another kind of address for this name.',
    'kind-none-eui64':
      '{{adapter}} has no address that is made from its hardware address. Switch that on in the system, or choose another kind of address for this name.',
    'prefix-none': '{{adapter}} has no public IPv6 prefix now. Homeward checks again when the network changes.',
    'prefix-own': '{{address}} is {{suffix}} on the prefix of {{adapter}}, and this computer has it.',
    'prefix-confirmed':
      '{{address}} is {{suffix}} on the prefix of {{adapter}}, where {{operator}} sees this computer. It is the address of another device, which no service outside can confirm.',
    'prefix-still':
      '{{address}} is {{suffix}} on the prefix of {{adapter}}, which is still the published one; no service outside could be asked.',
    'prefix-named':
      '{{address}} is {{suffix}} on the prefix of {{adapter}}, which the settings name. It is the address of another device, which no service outside can confirm.',
    'prefix-unconfirmed':
      'No service could confirm the new prefix of {{own}}, so nothing in it is published yet. Homeward asks again soon.',
    'neighbour-eui64':
      'The device {{mac}} makes its addresses from its hardware address, so it has {{address}} on the prefix of {{adapter}}. No service outside can confirm that.',
    'neighbour-known':
      'This computer knows the device {{mac}} at {{address}}. It cannot know whether that address is temporary, and no service outside can confirm it. If it changes often, choose a fixed end for this name in the settings.',
    'neighbour-missing':
      'This computer knows no device {{mac}} on {{adapter}}: the two have not spoken lately. Choose a fixed end for this name in the settings; if the device makes addresses from its hardware address, it is {{suffix}}.',
    'neighbour-no-address':
      'This computer knows the device {{mac}}, but no address of it in the prefix of {{adapter}}. Choose a fixed end for this name in the settings; if the device makes addresses from its hardware address, it is {{suffix}}.',
    'neighbour-untold':
      'The system does not tell which devices are on the network, so {{mac}} cannot be found. Choose a fixed end for this name in the settings; if the device makes addresses from its hardware address, it is {{suffix}}.',
    'neighbour-self':
      '{{mac}} is this computer’s own {{adapter}}. Choose Automatic, or a kind of address, for this name in the settings.',
    'neighbour-silent': '{{address}} of {{mac}} no longer answers.',
    'neighbour-other-prefix': '{{address}} of {{mac}} is not in the current prefix.',
    'neighbour-stands-by': '{{address}} of {{mac}} stands by: another of its addresses was chosen.',
    'address-echo-decides': 'This machine has {{address}}; what counts is the address that services outside see.',
    'address-not-preferred': '{{address}} is not ready for use yet.',
    'echo-agreed': '{{count}} independent services see {{address}}.',
    'echo-still': '{{operator}} still sees {{address}}.',
    'echo-single': '{{operator}}, chosen in the settings, sees {{address}}.',
    'echo-disagree': 'The services that were asked do not agree, so nothing was changed. Homeward asks again soon.',
    'echo-not-enough':
      'Only {{count}} of the services answered; a new address needs two that agree. Homeward asks again soon.',
    'echo-none': 'No service could say which address it sees. Homeward asks again soon.',
    'echo-differs':
      'This machine sends from {{address}}, but {{operator}} sees {{seen}}: something on the way changes it, so it is not published.',
    'echo-confirms': '{{operator}} sees {{address}} unchanged.',
    'echo-unconfirmed':
      'No service could confirm that {{address}} leaves unchanged, so it is not published yet. Homeward asks again soon.',
    'echo-failed': '{{operator}} could not be asked.',
    'echo-late': '{{operator}} had not answered yet when this was decided.',
    'echo-status': '{{operator}} answered with status {{status}} and no address.',
    'echo-redirect': '{{operator}} pointed elsewhere; redirects are not followed.',
    'echo-no-address': '{{operator}} named no {{family}} address.',
    'echo-several': '{{operator}} named {{count}} different addresses; exactly one counts.',
    'echo-alone': '{{operator}} alone sees {{address}}.',
    'echo-unusable': '{{operator}} gave no answer that can be used.',
    'echo-direct':
      '{{operator}} could not be reached directly. It is not asked through the proxy, since it would see the proxy’s address.',
    'proxy-only':
      'No service could be reached directly, and through the proxy they would see the proxy’s address, so nothing was asked there. Choose another source in the settings, or set throughProxy under detection if the proxy’s address is yours.',
    'command-off':
      'Programs are off, so {{command}} was not run. Only the settings file switches them on: set commands to true under detection.',
    'command-tells': '{{command}}, the program in the settings, gave {{address}}.',
    'command-not-started': '{{command}} could not be started.',
    'command-failed': '{{command}} ended with code {{code}}, so nothing that it printed was taken.',
    'command-killed': '{{command}} was ended by another program.',
    'command-timeout': '{{command}} took longer than {{seconds}} seconds and was ended.',
    'command-too-long': '{{command}} printed more than {{bytes}} bytes and was ended.',
    'text-other': '{{name}} gave something else than addresses, so nothing of it was taken.',
    'file-tells': '{{path}}, the file in the settings, holds {{address}}.',
    'file-missing': 'There is no file {{path}}.',
    'file-unreadable': '{{path}} could not be read.',
    'file-not-regular': '{{path}} is no regular file, so it was not opened.',
    'file-too-large': '{{path}} is larger than {{bytes}} bytes.',
    'file-stale': '{{path}} was not written for {{seconds}} seconds, so what it holds is too old.',
    'static-tells': 'The settings name {{address}}.',
    'sources-none': 'None of the {{count}} sources in the settings knows an address now. Homeward asks again soon.',
    'via-no-address':
      '{{adapter}} has no {{family}} address to ask from, so nobody was asked. Homeward checks again when the network changes.',
    'via-no-route':
      '{{adapter}} has no way out over {{family}}, so nobody was asked. Homeward checks again when the network changes.',
    'via-unchecked':
      'The system does not say through which adapter a request from {{adapter}} would leave, so nobody was asked. Homeward asks again soon.',
    'via-other-route':
      'A request from {{adapter}} would leave through {{other}}, so nobody was asked. Give {{adapter}} a route of its own, or choose another source for this name in the settings.',
    'gateway-agreed': 'The router {{gateway}} has {{address}}, and {{operator}} sees it.',
    'gateway-tells': 'The router {{gateway}}, chosen in the settings, has {{address}}.',
    'gateway-still': 'The router {{gateway}} still has {{address}}; no service outside could be asked.',
    'gateway-unconfirmed':
      'The router {{gateway}} has {{address}}, and no service outside could confirm it. Homeward asks again soon.',
    'gateway-alone': 'The router {{gateway}} alone has {{address}}.',
    'gateway-none':
      'The router {{gateway}} tells no address: it has neither NAT-PMP nor UPnP, they are switched off, or it did not answer.',
    'gateway-failed': 'The router {{gateway}} gave no answer that can be used.',
    'gateway-no-wan': 'The router {{gateway}} has no address from its provider at the moment.',
    'gateway-provider-nat':
      'The router {{gateway}} has {{address}}, which its provider translates to an address that customers share, so it is not your public address.',
    'gateway-double-nat':
      'The router {{gateway}} has {{address}}, which is private: another router or the provider translates it once more, so it is not your public address.',
    'gateway-missing':
      'No adapter leads to a router that could be asked. Choose another source for this name in the settings.',
    'adapter-agreed': '{{adapter}} itself has {{address}}, and {{operator}} sees it.',
    'adapter-public': '{{adapter}} itself has {{address}}; no service outside could be asked.',
    'adapter-alone': '{{adapter}} has {{address}}, which no service outside sees.',
    'no-route': 'No adapter has a way out over {{family}}. Homeward checks again when the network changes.',
    'vpn-carries':
      'Traffic leaves through {{adapter}}, which looks like a VPN, so its address is not published. Disconnect it, or choose an adapter or an echo service for this name in the settings.',
    off: 'Homeward leaves this family alone, as the settings say.',
    offline: 'There is no network connection. Homeward continues automatically when it returns.',
    'update-first': 'No address had been confirmed for this name before.',
    'update-changed': 'The address changed from {{from}} to {{to}}.',
    'update-unsettled':
      'An earlier update to {{address}} was interrupted. Homeward finds out whether it was applied, and sends it again if not.',
    'update-keep-alive':
      'The provider drops names that stay unchanged for {{days}} days, so the same address is sent again in time.',
    'update-forced': 'You asked to send it although nothing had changed.',
    'update-undo': 'You restored {{to}} in place of {{from}}. It stays until your address changes again.',
    'update-drift': 'DNS held {{found}} instead of {{address}}.',
    'update-drift-gone': 'DNS held no address instead of {{address}}.',
    'drift-stays':
      'DNS holds {{found}} instead of {{address}}, and sending it again {{count}} times did not help. Check the name servers of the domain, and whether the provider has another record of this name.',
    'drift-stays-gone':
      'DNS holds no address instead of {{address}}, and sending it again {{count}} times did not help. Check the name servers of the domain, and whether the provider shows this record.',
    'drift-doubtful':
      'From this network, DNS shows {{found}} instead of {{address}}. Not all of the zone’s servers and public resolvers agree, so nothing is sent. Check the record at the provider. The DNS server of this network may hold its own entry for this name.',
    'drift-doubtful-gone':
      'From this network, DNS shows no address instead of {{address}}. Not all of the zone’s servers and public resolvers agree, so nothing is sent. Check the record at the provider. The DNS server of this network may hold its own entry for this name.',
    'keep-unknown': 'The address is not known this time, so the name keeps what it has.',
    'hold-needs-user': 'The provider refused it, so nothing is sent until you edit the account or the domain.',
    'hold-needs-user-tries':
      'The provider refused it. It took this secret before, so Homeward tries once more on {{until}}; nothing else is sent until you edit the account.',
    'hold-blocked':
      'The provider blocked this account. Clear it up with the provider, then lift the hold; until then nothing is sent.',
    'hold-until': 'The provider asked to wait until {{until}}. Homeward continues automatically then.',
    'hold-parked': 'Failed tries in a row: {{attempts}}. The next try is due on {{until}}.',
    'hold-forgotten': 'You dismissed this update. It starts again with the next change of address.',
    'hold-interval':
      'The provider asks for {{seconds}} seconds between two updates of a name. Homeward continues automatically after them.',
    accepted:
      'The provider said yes to {{address}} without naming it. The name counts as confirmed once its zone shows it.',
    'accepted-no-dns':
      'The provider said yes to {{address}} without naming it, and no DNS server could say whether the name holds it.',
    'accepted-not-public':
      'The provider said yes to {{address}} without naming it. Its zone shows it, and no resolver outside this network does yet.',
    'form-both': 'This server wants both addresses in one request.',
    'form-trial': 'Homeward is trying with {{hostname}} whether this server wants both addresses in one request.',
    'form-keep': 'This server keeps the other address of a name only where a request asks it to.',
    'form-one-family':
      'This server keeps only one address of a name, in whatever form Homeward sends the two, so it gets the IPv4 address.',
    'form-one-name': 'This server takes one name a request.',
    'form-lists': 'This server takes several names in one request.',
  },
} as const
