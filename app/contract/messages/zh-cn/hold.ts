// Simplified Chinese of what is on hold or parked.
import type { Catalogue } from '../catalogue.ts'
import type { holdEn } from '../en/hold.ts'

export const holdZhCN: Catalogue<typeof holdEn> = {
  hold: {
    class: {
      'needs-user': '已停止，等您处理。',
      blocked: '已停止，等您恢复更新。',
      'until-time': '已暂缓。',
      parked: '等待重试。',
      forgotten: '已放弃。',
    },
    'tries-in': '{{left}} 后重试。',
    'goes-on-in': '{{left}} 后继续。',
    due: '即将进行。',
    since: '始于 {{since}}。',
    tried_other: '自 {{since}} 起已尝试 {{count}} 次。',
    'tries-at': '下次重试定于 {{at}}。',
    'goes-on-at': '等待将于 {{at}} 结束。',
    'last-answer': '最后的答复是“{{words}}”。',
    'last-error': '最后的错误是“{{words}}”。',
  },
  breaker: {
    open: '连续失败过多：一分钟内不会向此账户发送任何内容。',
    'half-open': '连续多次失败之后，由下一次尝试决定。',
  },
}
