// Simplified Chinese of the reasons of choices and decisions.
import type { Catalogue } from '../catalogue.ts'
import type { reasonEn } from '../en/reason.ts'
import { guardReasonsZhCN } from './guard.ts'

export const reasonZhCN: Catalogue<typeof reasonEn> = {
  reason: {
    ...guardReasonsZhCN,
    'adapter-chosen': '已选用 {{adapter}}：它已连接，且路由最优（跃点数 {{metric}}）。',
    'adapter-named': '已选用 {{adapter}}：设置中指定了它。',
    'adapter-loopback': '环回接口从不使用。',
    'adapter-down': '{{adapter}} 未连接。',
    'adapter-no-default-route': '{{adapter}} 没有默认路由，无法通往外网。',
    'adapter-worse-metric': '{{adapter}} 备用：它的跃点数 {{metric}} 高于 {{best}}。',
    'adapter-wired-first': '{{adapter}} 备用：有线连接优先于无线连接。',
    'adapter-physical-first': '{{adapter}} 备用：有线和无线连接优先。',
    'adapter-same-metric': '{{adapter}} 备用：{{best}} 条件相同且排在前面。',
    'adapter-not-named': '未考虑 {{adapter}}：设置中指定了另一个网络接口。',
    'adapter-no-usable-address': '{{adapter}} 没有可以发布的地址。',
    'adapter-missing': '没有名为 {{adapter}} 的网络接口。请在设置中另选一个。',
    'address-chosen': '已选用 {{address}}。',
    'address-special-purpose': '{{address}} 属于 {{block}}（{{name}}），这类地址从不发布。',
    'address-tentative': '{{address}} 仍在进行重复地址检测。',
    'address-duplicate': '{{address}} 已被本网络中的另一台设备占用。',
    'address-deprecated': '{{address}} 正在被网络弃用。',
    'address-temporary': '{{address}} 是临时隐私地址，很快就会失效。',
    'address-longer-lived': '{{address}} 备用：该接口的另一个地址有效期更长。',
    'address-stands-by': '{{address}} 备用：已选用该接口的另一个地址。',
    'address-unseen': '{{address}} 备用：从它无法联系到外部服务，而从另一个地址可以。',
    'address-prefix-ended': '{{address}} 备用：路由器正在弃用它的前缀。',
    'address-gives-prefix': '{{address}} 给出前缀。',
    'address-not-temporary': '{{address}} 不是临时隐私地址。',
    'address-not-dhcpv6': '{{address}} 并非来自 DHCPv6。',
    'address-not-eui64': '{{address}} 并非由硬件地址生成。',
    'address-origin-untold':
      '系统没有说明 {{address}} 的来源，因此无法按类别选用。请在设置中为此域名改用稳定地址或固定后缀。',
    'kind-none-temporary': '{{adapter}} 没有可用的临时地址。请在系统中启用隐私地址，或为此域名选择其他地址类别。',
    'kind-none-dhcpv6': '{{adapter}} 没有来自 DHCPv6 的可用地址。请检查路由器，或为此域名选择其他地址类别。',
    'kind-none-eui64': '{{adapter}} 没有由其硬件地址生成的地址。请在系统中启用，或为此域名选择其他地址类别。',
    'prefix-none': '{{adapter}} 目前没有公网 IPv6 前缀。网络变化时，Homeward 会再次检查。',
    'prefix-own': '{{address}} 由 {{adapter}} 的前缀加 {{suffix}} 组成，本机拥有它。',
    'prefix-confirmed':
      '{{address}} 由 {{adapter}} 的前缀加 {{suffix}} 组成，{{operator}} 在此前缀中看到本机。它是另一台设备的地址，外部服务无法确认。',
    'prefix-still':
      '{{address}} 由 {{adapter}} 的前缀加 {{suffix}} 组成，此前缀仍是已发布的前缀；没有外部服务可供询问。',
    'prefix-named':
      '{{address}} 由设置中指定的 {{adapter}} 的前缀加 {{suffix}} 组成。它是另一台设备的地址，外部服务无法确认。',
    'prefix-unconfirmed': '没有服务能确认 {{own}} 的新前缀，因此暂不发布其中的地址。Homeward 很快会再次查询。',
    'neighbour-eui64':
      '设备 {{mac}} 由硬件地址生成其地址，因此它在 {{adapter}} 的前缀中的地址是 {{address}}。外部服务无法确认这一点。',
    'neighbour-known':
      '本机所知的设备 {{mac}} 的地址是 {{address}}。本机无法得知它是否为临时地址，外部服务也无法确认。如果它经常变化，请在设置中为此域名选择固定后缀。',
    'neighbour-missing':
      '本机在 {{adapter}} 上不知道设备 {{mac}}：两者近期没有通信。请在设置中为此域名选择固定后缀；如果该设备由硬件地址生成地址，后缀就是 {{suffix}}。',
    'neighbour-no-address':
      '本机知道设备 {{mac}}，但不知道它在 {{adapter}} 的前缀中的地址。请在设置中为此域名选择固定后缀；如果该设备由硬件地址生成地址，后缀就是 {{suffix}}。',
    'neighbour-untold':
      '系统没有说明网络中有哪些设备，因此找不到 {{mac}}。请在设置中为此域名选择固定后缀；如果该设备由硬件地址生成地址，后缀就是 {{suffix}}。',
    'neighbour-self': '{{mac}} 是本机自己的 {{adapter}}。请在设置中为此域名选择自动或某种地址类别。',
    'neighbour-silent': '{{mac}} 的 {{address}} 不再应答。',
    'neighbour-other-prefix': '{{mac}} 的 {{address}} 不在当前前缀中。',
    'neighbour-stands-by': '{{mac}} 的 {{address}} 备用：已选用它的另一个地址。',
    'address-echo-decides': '本机拥有 {{address}}；以外部服务看到的地址为准。',
    'address-not-preferred': '{{address}} 尚不可用。',
    'echo-agreed': '{{count}} 个相互独立的服务都看到 {{address}}。',
    'echo-still': '{{operator}} 看到的仍是 {{address}}。',
    'echo-single': '设置中指定的服务 {{operator}} 看到 {{address}}。',
    'echo-disagree': '各查询服务的结果不一致，因此未做任何更改。Homeward 很快会再次查询。',
    'echo-not-enough': '只有 {{count}} 个服务作答；新地址需要两个服务结果一致。Homeward 很快会再次查询。',
    'echo-none': '没有任何服务能说出它看到的地址。Homeward 很快会再次查询。',
    'echo-differs': '本机从 {{address}} 发出，但 {{operator}} 看到 {{seen}}：途中有设备改写了地址，因此不会发布。',
    'echo-confirms': '{{operator}} 看到的就是 {{address}}。',
    'echo-unconfirmed': '没有服务能确认 {{address}} 发出后保持不变，因此暂不发布。Homeward 很快会再次查询。',
    'echo-failed': '无法询问 {{operator}}。',
    'echo-late': '得出结论时，{{operator}} 尚未作答。',
    'echo-status': '{{operator}} 返回状态 {{status}}，没有给出地址。',
    'echo-redirect': '{{operator}} 要求跳转；不跟随跳转。',
    'echo-no-address': '{{operator}} 没有给出 {{family}} 地址。',
    'echo-several': '{{operator}} 给出了 {{count}} 个不同的地址；只接受唯一的一个。',
    'echo-alone': '只有 {{operator}} 看到 {{address}}。',
    'sources-none': '设置中的 {{count}} 个来源目前都不知道地址。Homeward 很快会再次查询。',
    'via-no-address':
      '{{adapter}} 没有可用于询问的 {{family}} 地址，因此没有询问任何服务。网络变化时，Homeward 会再次检查。',
    'via-no-route': '{{adapter}} 无法通过 {{family}} 通往外网，因此没有询问任何服务。网络变化时，Homeward 会再次检查。',
    'via-unchecked':
      '系统没有说明从 {{adapter}} 发出的请求会经由哪个网络接口离开，因此没有询问任何服务。Homeward 很快会再次查询。',
    'via-other-route':
      '从 {{adapter}} 发出的请求会经由 {{other}} 离开，因此没有询问任何服务。请为 {{adapter}} 设置单独的路由，或在设置中为此域名选择其他来源。',
    'gateway-agreed': '路由器 {{gateway}} 的地址是 {{address}}，{{operator}} 也看到它。',
    'gateway-tells': '设置中指定的路由器 {{gateway}} 的地址是 {{address}}。',
    'gateway-still': '路由器 {{gateway}} 的地址仍是 {{address}}；没有外部服务可供询问。',
    'gateway-unconfirmed': '路由器 {{gateway}} 的地址是 {{address}}，但没有外部服务能够确认。Homeward 很快会再次查询。',
    'gateway-alone': '只有路由器 {{gateway}} 的地址是 {{address}}。',
    'gateway-none': '路由器 {{gateway}} 没有给出地址：它不支持 NAT-PMP 和 UPnP，或已将其关闭，或没有作答。',
    'gateway-failed': '路由器 {{gateway}} 的答复无法使用。',
    'gateway-no-wan': '路由器 {{gateway}} 目前没有从服务商得到地址。',
    'gateway-provider-nat':
      '路由器 {{gateway}} 的地址是 {{address}}，服务商会把它转换为多个客户共用的地址，因此不是您的公网地址。',
    'gateway-double-nat':
      '路由器 {{gateway}} 的地址 {{address}} 是私有地址：另一台路由器或服务商会再次转换它，因此不是您的公网地址。',
    'gateway-missing': '没有网络接口通往可以询问的路由器。请在设置中为此域名选择其他来源。',
    'adapter-agreed': '{{adapter}} 本身的地址是 {{address}}，{{operator}} 也看到它。',
    'adapter-public': '{{adapter}} 本身的地址是 {{address}}；没有外部服务可供询问。',
    'adapter-alone': '{{adapter}} 的地址是 {{address}}，但没有外部服务看到它。',
    'no-route': '没有网络接口能通过 {{family}} 通往外网。网络变化时，Homeward 会再次检查。',
    'vpn-carries':
      '流量经由 {{adapter}} 发出，它看起来是 VPN，因此不发布其地址。请断开它，或在设置中为此域名选择网络接口或查询服务。',
    off: '按照设置，Homeward 不管理此地址类型。',
    offline: '没有网络连接。网络恢复后，Homeward 会自动继续。',
    'update-first': '此前还没有为此域名确认过地址。',
    'update-changed': '地址由 {{from}} 变为 {{to}}。',
    'update-unsettled': '先前发送 {{address}} 的更新被中断。Homeward 会先查明是否已生效，未生效才重新发送。',
    'update-keep-alive': '服务商会清除 {{days}} 天没有变化的域名，因此及时把同一地址再发送一次。',
    'update-forced': '地址没有变化，但您要求发送。',
    'update-undo': '您已恢复 {{to}}，取代 {{from}}。在您的地址再次变化之前保持不变。',
    'update-drift': 'DNS 中的地址是 {{found}}，而不是 {{address}}。',
    'update-drift-gone': 'DNS 中没有地址，而应为 {{address}}。',
    'drift-stays':
      'DNS 中的地址是 {{found}}，而不是 {{address}}；重新发送 {{count}} 次也没有用。请检查该域的权威服务器，以及服务商处是否另有同名记录。',
    'drift-stays-gone':
      'DNS 中没有地址，而应为 {{address}}；重新发送 {{count}} 次也没有用。请检查该域的权威服务器，以及服务商处是否有这条记录。',
    'drift-doubtful':
      '从这里询问，DNS 中的地址是 {{found}}，而不是 {{address}}；但该域的权威服务器与本网络之外的解析器说法不一，因此不会发送。请在服务商处查看记录；本网络的 DNS 可能自有一条。',
    'drift-doubtful-gone':
      '从这里询问，DNS 中没有地址，而应为 {{address}}；但该域的权威服务器与本网络之外的解析器说法不一，因此不会发送。请在服务商处查看记录；本网络的 DNS 可能自有一条。',
    'keep-unknown': '这次没有得知地址，因此域名保持原样。',
    'hold-needs-user': '服务商拒绝了更新。在您编辑账户或域名之前，不会发送任何内容。',
    'hold-needs-user-tries':
      '服务商拒绝了更新，而此密钥以前有效，因此 Homeward 将于 {{until}} 再试一次；在您编辑账户之前，不会发送其他内容。',
    'hold-blocked': '服务商封禁了此账户。请先与服务商解决，再恢复更新；在此之前不会发送任何内容。',
    'hold-until': '服务商要求等到 {{until}}。到时 Homeward 会自动继续。',
    'hold-parked': '已连续失败 {{attempts}} 次。下次重试定于 {{until}}。',
    'hold-forgotten': '您已放弃这次更新。地址再次变化时会重新开始。',
    'hold-interval': '服务商要求同一域名的两次更新至少相隔 {{seconds}} 秒。到时 Homeward 会自动继续。',
    accepted: '服务商接受了 {{address}}，但没有写明该地址。区域中出现该地址后才算已确认。',
    'accepted-no-dns': '服务商接受了 {{address}}，但没有写明该地址；也没有 DNS 服务器能说明域名是否指向它。',
    'accepted-not-public':
      '服务商接受了 {{address}}，但没有写明该地址。区域中已有该地址，本网络之外的解析器还看不到它。',
    'form-both': '此服务器要求在一次请求中同时给出两个地址。',
    'form-trial': 'Homeward 正在用 {{hostname}} 试验此服务器是否要求在一次请求中同时给出两个地址。',
    'form-keep': '只有请求中写明保留，此服务器才会保留域名的另一个地址。',
    'form-one-family': '无论 Homeward 以何种形式发送两个地址，此服务器对每个域名都只保留一个，因此只发送 IPv4 地址。',
    'form-one-name': '此服务器一次请求只接受一个域名。',
    'form-lists': '此服务器一次请求可接受多个域名。',
  },
}
