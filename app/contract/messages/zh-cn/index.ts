// Simplified Chinese. A key that English has and this lacks is a type error.
import type { Catalogue } from '../catalogue.ts'
import type { en } from '../en/index.ts'
import { cliZhCN } from './cli.ts'
import { doctorZhCN } from './doctor.ts'
import { failureZhCN } from './failure.ts'
import { holdZhCN } from './hold.ts'
import { reasonZhCN } from './reason.ts'
import { shellZhCN } from './shell.ts'
import { statusZhCN } from './status.ts'
import { whyZhCN } from './why.ts'
import { windowZhCN } from './window.ts'

export const zhCN: Catalogue<typeof en> = {
  'sentence-separator': '',
  ...reasonZhCN,
  ...failureZhCN,
  trigger: {
    startup: '启动',
    'network-change': '网络变化',
    'gateway-push': '路由器通知',
    'file-change': '地址文件变化',
    resume: '从睡眠唤醒',
    unlock: '会话已解锁',
    'clock-jump': '时钟被调整',
    poll: '定期检查',
    'config-change': '设置更改',
    retry: '重试',
    drift: '域名已偏离',
    user: '您的请求',
  },
  'row-state': {
    confirmed: '已确认',
    accepted: '已接受',
    unchanged: '已是最新',
    unconfirmed: '尚无答复',
    failed: '失败',
    held: '已暂缓',
    unmanaged: '不管理',
    pending: '进行中',
  },
  family: { ipv4: 'IPv4', ipv6: 'IPv6' },
  window: windowZhCN,
  /** The whole in a sentence, and what the app says of itself. */
  ...statusZhCN,
  ...holdZhCN,
  ...whyZhCN,
  ...shellZhCN,
  ...cliZhCN,
  ...doctorZhCN,
}
