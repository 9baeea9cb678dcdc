// Simplified Chinese of what a guard says of an observation.
import type { Catalogue } from '../catalogue.ts'
import type { guardReasonsEn } from '../en/guard.ts'

export const guardReasonsZhCN: Catalogue<typeof guardReasonsEn> = {
  'vpn-sign-told': '设置中说明 {{adapter}} 是 VPN。',
  'vpn-sign-told-none': '设置中说明 {{adapter}} 不是 VPN。',
  'vpn-sign-tunnel': '系统说明 {{adapter}} 是隧道。',
  'vpn-sign-kind': '{{adapter}} 的种类是 {{kind}}。',
  'vpn-sign-no-hardware': '{{adapter}} 之下没有硬件。',
  'vpn-sign-name': '{{adapter}} 的名称或描述像 VPN。',
  'vpn-sign-route': '系统经由 {{adapter}} 发送，而默认路由经由 {{other}}。',
  'vpn-sign-prefix': '{{adapter}} 只有隧道常用的地址。',
  'vpn-sign-metric': '{{adapter}} 的路由优先于硬件接口的路由。',
  'nat-carrier':
    '路由器 {{gateway}} 的地址是 {{address}}，服务商让多个客户共用公网地址，因此域名虽指向您的公网地址，外界却无法通过 IPv4 到达您家。请为此域名使用 IPv6，或向服务商申请公网 IPv4 地址，或保持现状。',
  'nat-carrier-adapter':
    '本机在 {{adapter}} 上的地址是 {{address}}，服务商让多个客户共用公网地址，因此域名虽指向您的公网地址，外界却无法通过 IPv4 到达您家。请为此域名使用 IPv6，或向服务商申请公网 IPv4 地址，或保持现状。',
  'nat-ds-lite':
    '{{name}} 的地址是 {{address}}，这种线路的 IPv4 封装在 IPv6 中（DS-Lite），因此域名指向服务商的共用地址，外界无法通过 IPv4 到达您家。请为此域名使用 IPv6，或向服务商申请公网 IPv4 地址，或保持现状。',
  'nat-double':
    '路由器 {{gateway}} 的地址 {{address}} 是私有地址，说明它前面还有一台路由器，因此若那台不放行，外界就无法通过 IPv4 到达您家。请在那台路由器上设置转发或改为桥接，或为此域名使用 IPv6，或保持现状。',
  'nat-before':
    '路由器 {{gateway}} 的地址是 {{address}}，外部服务看到的却是 {{seen}}，说明路由器前面有设备改写地址，因此外界可能无法通过 {{seen}} 到达您家。请检查路由器并询问服务商，或为此域名使用 IPv6，或保持现状。',
  'nat-unnamed':
    '路由器 {{gateway}} 表示没有公网地址，外部服务却看到 {{seen}}，说明路由器前面有设备改写地址，外界可能无法通过 {{seen}} 到达您家。请检查路由器并询问服务商，或为此域名使用 IPv6，或保持现状。',
  'portal-captive':
    '本网络的登录页面代替 {{host}} 作答，因此不从这里发布任何地址。请打开浏览器登录；Homeward 每 30 秒再检查一次。',
  'cdn-range':
    '{{address}} 属于内容网络 {{operator}}，那里不会有家庭，因此不会发布。请关闭该公司的中继或 VPN，或在设置中为此域名选择其他来源。',
  'network-new':
    '本机以前没有接入过路由器 {{gateway}} 所在的网络，因此在您同意之前不从这里发布任何地址。保留即从这里发布，也可选择只在家中发布。',
  'network-not-known':
    '本机以前没有接入过路由器 {{gateway}} 所在的网络，而设置只允许已知的网络，因此不从这里发布任何地址。如要从这里发布，请保留此网络。',
  'network-away': '您已说明不从路由器 {{gateway}} 所在的网络发布，因此域名保持原样。如要从这里发布，请保留此网络。',
  'network-unidentified':
    '路由器 {{gateway}} 尚未表明这是哪个网络，因此不从这里发布任何地址。Homeward 很快会再次检查。',
  'egress-kept': '外部服务现在看到 {{other}}，但 {{address}} 也仍在使用：家中有两条线路，域名保持现有的那一条。',
}
