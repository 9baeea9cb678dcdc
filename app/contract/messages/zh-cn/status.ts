// Simplified Chinese of the one sentence for the whole and of what the app says of itself.
import type { Catalogue } from '../catalogue.ts'
import type { statusEn } from '../en/status.ts'

export const statusZhCN: Catalogue<typeof statusEn> = {
  summary: {
    none: '还没有域名。请先添加一个。',
    ok_other: '全部 {{count}} 个域名都指向正确的地址。',
    updating_other: '正在更新 {{count}} 个域名…',
    attention_other: '有 {{count}} 个域名需要您处理。',
    'attention-app': 'Homeward 需要您处理：{{message}}',
    waiting_other: '有 {{count}} 个域名尚未更新，Homeward 会继续尝试。',
    dismissed_other: '有 {{count}} 个域名不是最新：您已放弃这次更新。',
    away_other: '{{count}} 个域名保持原有地址：不从当前网络发布。',
    offline: '已离线。域名保持上次的地址不变。',
    paused: '已暂停。恢复之前不会更新任何内容。',
    'paused-until': '已暂停至 {{until}}。',
  },
  notice: {
    'settings-invalid': '设置文件有误，仍沿用上一份正确的设置。{{problem}}',
    'settings-unusable': '设置文件无法使用，因此不会更新任何内容。{{problem}}',
    'settings-warning': '设置已生效，但有一点需要注意。{{problem}}',
    'log-unwritable': '无法写入日志（{{reason}}）。其他一切照常。',
    'store-damaged': '历史记录已损坏，已另存为 {{path}}。Homeward 已新建一份；您的设置未受影响。',
    'store-quarantined_other': '历史记录中有 {{count}} 条已损坏，已被移出。其余内容未受影响；请检查您的域名是否正确。',
    'store-unwritable':
      '无法写入历史记录（{{reason}}），因此不会发送任何更新：更新必须先有记录。请清理一些空间，或使文件夹可写；随后 Homeward 会自动继续。',
    'store-locked':
      '另一个程序锁定了历史记录，因此不会发送任何更新：更新必须先有记录。请关闭正在使用它的程序，例如数据库查看器或备份程序；随后 Homeward 会自动继续。',
    'store-rewritten': '历史记录文件在 Homeward 运行期间被删除。Homeward 已重新写入，没有丢失任何内容。',
    'credential-store': '暂时无法读取凭据存储：{{reason}} 请解锁，之后 Homeward 会自动继续。',
    'adapter-polling': '正通过每隔几秒检查一次来发现网络变化：{{reason}}',
    'plain-http': '账户 {{account}} 会以未加密的方式把密钥发送到您自己网络中的服务器。',
  },
  intent: {
    'unknown-provider': '没有名为 {{provider}} 的服务商。',
    'unknown-field': '{{provider}} 没有名为 {{field}} 的密钥。',
    'unknown-record': '设置中没有 {{hostname}}。请添加，或检查拼写。',
    paused: 'Homeward 已暂停，因此没有检查。请先恢复。',
    'not-checked': 'Homeward 未能完成检查。原因见日志。',
    'no-question': '没有需要回答的问题：网络已经变化，或已经回答过。',
    'nothing-to-undo': '{{hostname}} 没有可以恢复的先前地址。',
    'account-on-hold':
      '没有为 {{hostname}} 发送任何内容：其整个账户 {{account}} 已停止发送。要重试该账户：homeward retry {{account}}',
    'account-waits': '没有为 {{hostname}} 发送任何内容：服务商要求整个账户 {{account}} 等待，此等待无法缩短。',
    'forced-just-now_other': '刚刚已发送 {{hostname}}。{{count}} 秒后可以再次发送。',
    'plain-echo': '自己的查询服务必须以 https 开头：否则途中的任何人都可以用别的地址来答复。',
    'portal-page': '用于发现登录页面的网址只能在设置文件中指定。',
    'file-only': '只有设置文件可以指定程序并允许运行。请在该文件中修改。',
    'bad-address-file': '该文件必须是本机上的普通文件。网络共享或设备只能在设置文件中指定。',
    'bad-path': '证书文件必须是本机上的普通文件。网络共享或设备只能在设置文件中指定。',
    'old-secret-left': '账户已保存，但无法从凭据存储中取出其原服务的密钥：{{reason}}',
    'secret-left': '账户已移除，但无法从凭据存储中取出其密钥：{{reason}}',
  },
  verify: {
    holds: '{{hostname}}（{{family}}）：{{zone}} 的权威服务器凡有应答的，都已是 {{address}}。',
    several: '{{hostname}}（{{family}}）：{{zone}} 的权威服务器上有 {{address}}，此外还有其他地址：{{found}}。',
    lagging: '{{hostname}}（{{family}}）：{{zone}} 的部分权威服务器上还不是 {{address}}。',
    differs: '{{hostname}}（{{family}}）：{{zone}} 的权威服务器上是 {{found}}，而不是 {{address}}。',
    gone: '{{hostname}}（{{family}}）：{{zone}} 的权威服务器上没有地址；已确认的是 {{address}}。',
    unknown: '{{hostname}}（{{family}}）：无法连接任何权威服务器，因此没有定论。',
    'provider-holds': '{{hostname}}（{{family}}）：服务商表示保存的是 {{address}}。',
    unconfirmed: '{{hostname}}（{{family}}）：还没有已确认的地址，无从比较。',
    old: '在 {{at}} 之前，部分解析器可能仍返回旧地址。',
  },
}
