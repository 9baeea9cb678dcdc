// The services that speak dyndns2, each as data. A new service is one entry here: registry, form, settings check,
// docs/providers.md, practice server, contract tests and fault matrix follow from it.
import type { Dyndns2Service } from './dialect.ts'

/**
 * Any server that speaks the protocol. Dyn's policies (https://help.dyn.com/remote-access-api/policies/) give a number only
 * for their address detection, which we do not use. They name no expiry, and every other server has its own rules.
 */
export const ANY_SERVER: Dyndns2Service = {
  id: 'dyndns2',
  label: 'DynDNS2 (any server)',
  homepage: 'https://help.dyn.com/remote-access-api/',
  docs: 'https://help.dyn.com/remote-access-api/perform-update/',
  endpoint: 'required',
  // The account names the server; only the path is taken from here.
  url: 'https://members.dyndns.org/nic/update',
  // The form that destroys least at a server that nobody knows. docs/design/dialects.md says what is tried, and when.
  dialect: { hosts: 'one', addresses: 'one', unnamedFamily: 'unknown' },
  isAnyServer: true,
}

/** In the order in which they are offered. */
export const SERVICES: readonly Dyndns2Service[] = [
  /*
   * The vendor documents no interval: 300 s is what some clients recommend, and waiting for it would delay a change of
   * address by up to five minutes. A free name expires unless its owner confirms it every 30 days by a link in an e-mail,
   * which no update replaces: an unchanged address would only get a "nochg", which the service counts against its sender.
   */
  {
    id: 'noip',
    label: 'No-IP',
    homepage: 'https://www.noip.com',
    docs: 'https://www.noip.com/integrate/request',
    url: 'https://dynupdate.no-ip.com/nic/update',
    dialect: { hosts: 'comma', addresses: 'comma', unnamedFamily: 'kept' },
    username: { en: 'DDNS key user name', 'zh-CN': 'DDNS 密钥用户名' },
    password: { en: 'DDNS key password', 'zh-CN': 'DDNS 密钥密码' },
  },
  {
    id: 'dynu',
    label: 'Dynu',
    homepage: 'https://www.dynu.com',
    docs: 'https://www.dynu.com/DynamicDNS/IP-Update-Protocol',
    url: 'https://api.dynu.com/nic/update',
    dialect: { hosts: 'one', addresses: 'separate:myipv6', unnamedFamily: 'detected', keepWord: 'no' },
    password: { en: 'Password or IP update password', 'zh-CN': '密码或 IP 更新密码' },
  },
]
