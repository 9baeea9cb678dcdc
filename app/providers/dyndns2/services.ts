// The services that speak dyndns2, each as data.
import type { ProviderField } from '../../contract/provider-info.ts'
import type { Provider } from '../../model/provider.ts'
import { commaJoined, createDyndns2Provider } from './provider.ts'

const username: ProviderField = {
  key: 'username',
  label: { en: 'User name', 'zh-CN': '用户名' },
  secret: false,
  required: true,
}
const password: ProviderField = {
  key: 'password',
  label: { en: 'Password or update key', 'zh-CN': '密码或更新密钥' },
  secret: true,
  required: true,
}

/**
 * Any server that speaks the protocol. https://help.dyn.com/remote-access-api/perform-update/ takes 20 names at once. Its
 * policies (https://help.dyn.com/remote-access-api/policies/) give no number for anything but its address detection,
 * which we do not ask; that a name expires is not said either, and every other server has rules of its own.
 */
export const dyndns2: Provider = createDyndns2Provider({
  info: {
    id: 'dyndns2',
    label: 'DynDNS2 (any server)',
    homepage: 'https://help.dyn.com/remote-access-api/',
    docs: 'https://help.dyn.com/remote-access-api/perform-update/',
    fields: [username, password],
    endpoint: 'required',
    families: ['ipv4', 'ipv6'],
    batchSize: 20,
    minIntervalS: null,
    quota: null,
    keepAliveDays: null,
    canReadBack: false,
  },
  // The account names the server; this is the path on it.
  service: 'https://members.dyndns.org/nic/update',
  addressParameters: commaJoined,
})

/**
 * https://www.noip.com/integrate/request takes several names, and both families in one parameter. No interval is
 * documented: 300 s is what some clients recommend, and waiting for it would cost a change of address up to five minutes.
 * A free name expires unless its owner confirms it every 30 days by a link in a message, which no update replaces: to
 * send an unchanged address would only be a "nochg", which the service counts against its sender.
 */
export const noip: Provider = createDyndns2Provider({
  info: {
    id: 'noip',
    label: 'No-IP',
    homepage: 'https://www.noip.com',
    docs: 'https://www.noip.com/integrate/request',
    fields: [
      { ...username, label: { en: 'DDNS key user name', 'zh-CN': 'DDNS 密钥用户名' } },
      { ...password, label: { en: 'DDNS key password', 'zh-CN': 'DDNS 密钥密码' } },
    ],
    endpoint: 'optional',
    families: ['ipv4', 'ipv6'],
    batchSize: 20,
    minIntervalS: null,
    quota: null,
    keepAliveDays: null,
    canReadBack: false,
  },
  service: 'https://dynupdate.no-ip.com/nic/update',
  addressParameters: commaJoined,
})

/**
 * https://www.dynu.com/DynamicDNS/IP-Update-Protocol: a family that is not named may be detected from the connection, so
 * the one that is not meant is named "no", which leaves it as it is. That page gives no interval, no quota and no expiry.
 */
export const dynu: Provider = createDyndns2Provider({
  info: {
    id: 'dynu',
    label: 'Dynu',
    homepage: 'https://www.dynu.com',
    docs: 'https://www.dynu.com/DynamicDNS/IP-Update-Protocol',
    fields: [username, { ...password, label: { en: 'Password or IP update password', 'zh-CN': '密码或 IP 更新密码' } }],
    endpoint: 'optional',
    families: ['ipv4', 'ipv6'],
    batchSize: 1,
    minIntervalS: null,
    quota: null,
    keepAliveDays: null,
    canReadBack: false,
  },
  service: 'https://api.dynu.com/nic/update',
  addressParameters: ({ ipv4, ipv6 }) => [
    ['myip', ipv4 ?? 'no'],
    ['myipv6', ipv6 ?? 'no'],
  ],
})
