// Simplified Chinese of the failures.
import type { Catalogue } from '../catalogue.ts'
import type { failureEn } from '../en/failure.ts'

export const failureZhCN: Catalogue<typeof failureEn> = {
  'failure-kind': {
    credentials: '登录被拒绝',
    hostname: '域名被拒绝',
    account: '账户被拒绝',
    blocked: '被服务商封禁',
    throttled: '被要求等待',
    provider: '服务商故障',
    network: '无法连接',
    unrecognised: '无法理解的答复',
  },
  failure: {
    credentials: {
      other: '服务商拒绝了登录。请检查此账户的用户名和令牌；在此之前不会再发送请求。',
      badauth: '服务商不认可此用户名和密码。请重新输入；在此之前不会再发送请求。',
      ko: 'DuckDNS 拒绝了令牌，或不认识此域名。请检查两者；在此之前不会再发送请求。',
      'http-401': '服务商未说明原因就拒绝了登录。请检查此账户的用户名和令牌。',
      'bad-token': '服务商不认可此令牌。请重新输入完整的令牌，前后不要有多余字符；在此之前不会再发送请求。',
      'token-location':
        '服务商只接受从某些地址使用此令牌，而当前连接的地址不在其中。请在服务商处去掉该令牌的地址限制，或换一个没有限制的令牌。',
      'http-403': '服务商不允许此令牌修改该域名。请为它授权，或换一个令牌。',
      'secret-missing': '此账户还没有保存密钥。请编辑账户并输入。',
      'secret-unreadable': '密钥已保存，但暂时无法读取。请解锁凭据存储，Homeward 随后会自动重试。',
      'field-missing': '此账户缺少密码或令牌。请编辑账户并输入。',
      'field-malformed': '密码或令牌中含有不应出现的字符，例如换行。请重新输入。',
    },
    hostname: {
      other: '服务商拒绝了此域名。请检查拼写，并确认它属于此账户。',
      nohost: '此账户中没有这个域名。请先在服务商处创建，或更正拼写。',
      notfqdn: '服务商需要完整的域名，例如 nas.example.org。请更正。',
      '!yours': '此域名属于服务商处的另一个账户。请为它选择正确的账户。',
      '!active': '此域名尚未激活。请在服务商处激活。',
      numhost: '服务商一次只接受较少的域名。请确认您的套餐允许多少个。',
      'several-records': '有多条同名的地址记录，Homeward 不会猜测应修改哪一条。请只保留一条。',
      'zone-not-found': '此令牌看不到包含该域名的有效区域。请检查域名、区域状态和令牌权限。',
      'other-zone': '此域名不在账户所填的区域中，因此没有发送任何内容。请更正账户的区域 ID，或将其留空。',
      'other-name': '服务商写入的域名与请求的不同。请在服务商处删除那条记录，并更正账户的区域。',
      'http-403': '服务商不允许此令牌修改这个域名。请在服务商处为它授权。',
      'http-400': '服务商不接受这个域名或其记录的现状。请在服务商网站上查看。',
      'name-taken': '服务商处已有其他同名记录（例如 CNAME）。请先在那里删除它。',
      'not-duckdns': 'DuckDNS 只提供以 .duckdns.org 结尾的域名。请更正，或选择其他账户。',
      'family-not-in-template': '此账户的网址中没有这类地址的位置。请添加占位符，或关闭该地址族。',
      'one-family':
        '以 Homeward 所知的各种形式，此服务器对每个域名都只保留一个地址，因此不会发送会删除另一个地址的更新。请在设置文件中写明此账户的 dialect，或关闭该地址族。',
    },
    account: {
      other: '服务商拒绝了此账户的请求。请在其网站上查看账户，然后在这里修改。',
      '!donator': '此功能仅供付费账户使用。请更换套餐或修改此账户的设置。',
      badagent: '服务商不接受 Homeward 的客户端名称。请在设置中填写联系方式，或更新 Homeward。',
      badsys: '服务商不提供这种更新方式。请检查此账户的设置。',
      'plain-http': '该服务器地址会以明文发送令牌。请为此账户改用 https 地址。',
      'bad-template': '此账户的更新网址无法使用。请更正；在此之前不会发送任何内容。',
      endpoint: '此账户的服务器地址无法使用。请更正；在此之前不会发送任何内容。',
      'field-missing': '此账户缺少服务商需要的内容。请编辑账户并补全。',
      'field-malformed': '此账户中有内容不符合服务商要求的格式。请编辑账户。',
    },
    blocked: {
      other: '服务商已封禁此域名或账户。请在其网站上解决，然后在这里恢复更新。',
      abuse: '服务商因滥用而封禁了更新。请在其网站上解决，然后在这里恢复更新。',
    },
    throttled: {
      quota: '服务商在几分钟内只接受有限次数的请求。您无需操作：Homeward 会自动继续。',
      other: '服务商要求暂停一段时间。您无需操作：时间一到，Homeward 会自动继续。',
    },
    provider: {
      other: '服务商自身出现故障。您无需操作：Homeward 会自动重试。',
      '911': '服务商报告自身故障。您无需操作：Homeward 将在半小时后重试。',
      dnserr: '服务商报告其 DNS 故障。您无需操作：Homeward 将在半小时后重试。',
    },
    network: {
      other: '无法连接到服务商。Homeward 会自动重试，网络一恢复就立即进行。',
      timeout: '服务商未及时作答。Homeward 会自动重试。',
      dns: '无法解析服务商的服务器名称。请检查网络；Homeward 会自动重试。',
      'not-sent': '同一次更新中较早的请求失败，此域名尚未发送。Homeward 会自动重试。',
      'other-family':
        '此服务器会丢弃请求中没有写明的地址，而 Homeward 现在不知道该域名的另一个地址。查明之前不发送任何内容；Homeward 会自动再次检查。',
      'cut-off': '在收到答复之前，Homeward 已被结束。下次启动时会先查明是否已生效。',
      'not-arrived': '连接在更新送达之前中断。Homeward 会自动重新发送。',
      refused: '服务商的服务器拒绝了连接。Homeward 会自动重试。',
      reset: '与服务商的连接中断。Homeward 会自动重试。',
      tls: '服务商的证书不受信任，因此没有发送任何内容。请检查本机时间和服务器地址。',
      offline: '当前没有网络。网络恢复后 Homeward 会自动继续。',
    },
    unrecognised: {
      internal: 'Homeward 自身出现问题，因此没有发送。稍后会再次尝试。',
      other: '服务商的答复 Homeward 无法识别，因此本次更新不算成功。稍后会再次检查。',
      empty: '服务商的答复为空，因此本次更新不算成功。Homeward 稍后会再次检查。',
      html: '服务商返回的是网页而不是结果。请检查此账户的服务器地址。',
      page: '收到的是网页而不是答复，可能是服务中断，因此本次更新不算成功。Homeward 会自动重试。',
      malformed: '答复无法读取，因此本次更新不算成功。Homeward 会先查明更新是否已生效，再重试。',
      redirect: '服务器要求转到另一个地址；令牌不会发送到那里。请检查此账户的服务器地址。',
      'failure-text': '答复中含有您指定的失败文字，因此此次更新不算成功。Homeward 稍后会再检查。',
      'list-unanswered': '服务器对多个域名只给出一个答复，无法说明其中任何一个。Homeward 会逐个发送。',
      'other-address': '服务商表示保存的地址与发送的不同，因此本次更新不算成功。Homeward 稍后会再次检查。',
      'too-large': '答复过长，因此本次更新不算成功。请检查此账户的服务器地址。',
    },
  },
  'check-server-address': '请检查此账户的服务器地址。',
  'slow-tries':
    '服务商未说明原因就拒绝了，而同样的密钥以前有效。请检查或重新输入；Homeward 会隔较长时间自动重试，最多三次。',
  /** Why the value of a field cannot be used. */
  'value-mistake': {
    control: '其中含有换行或控制字符。请在一行内输入。',
    quoted: '首尾带有引号或逗号，它们不属于该值。请只输入该值本身。',
    unseen: '其中含有看不见的字符。请重新复制或手动输入。',
    colon: '用户名中不能有冒号：HTTP Basic 认证无法传递它。',
  },
  'failure-detail': '无法读取密钥。{{detail}} Homeward 会自动再次检查。',
  'failure-words': '服务商原话：“{{detail}}”',
}
