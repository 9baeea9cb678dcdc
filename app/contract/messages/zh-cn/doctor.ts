// What `homeward doctor` says, in Simplified Chinese.
import type { Catalogue } from '../catalogue.ts'
import type { doctorEn } from '../en/doctor.ts'

export const doctorZhCN: Catalogue<typeof doctorEn> = {
  doctor: {
    verdict: {
      fine: '所有地址均已知。',
      unknown: '这次有地址无法得知。域名保持原有地址。',
      held: '有地址已知，但暂不发布。处理办法见下文。',
      offline: '没有网络连接。',
    },
    'by-instance': '正在运行的实例刚刚检查过。',
    alone: '没有正在运行的实例，因此这是单独查得的结果。没有发送任何内容。',
    polling: '这里的系统不报告网络变化，因此每隔几秒查看一次。',
    for: '{{family}}（{{policy}}），用于 {{names}}',
    'for-nobody': '{{family}}（{{policy}}），尚无域名使用',
    'and-more': '{{name}} 等，另有 {{count}} 个',
    known: '地址：{{address}}',
    guard: '暂不发布：{{why}}',
    asks: '请您决定：{{why}}',
    weighed: '依据：{{signs}}',
    path: '{{family}} 的出口路径',
    asked: '谁作了回答',
    considered: '考虑过什么',
    nobody: '没有询问任何人。',
    column: { place: '位置', address: '地址', inside: '内侧', how: '如何得知', took: '用时', says: '说明' },
    place: { computer: '本机', router: '您的路由器', provider: '运营商的转换设备', world: '外部网络' },
    how: {
      adapter: '{{by}} 拥有此地址',
      routes: '只知道 {{by}} 的默认路由',
      'nat-pmp': '路由器 {{by}} 给出（NAT-PMP）',
      upnp: '路由器 {{by}} 给出（UPnP）',
      services: '{{by}} 看到此地址',
      deduced: '由两侧的地址推出',
    },
    absent: { computer: '无', router: '中间没有路由器', provider: '无：没有地址转换', world: '无' },
    'not-known': '未知',
    agrees: '一致',
    'took-ms': '{{ms}} 毫秒',
    broken: {
      'computer-router': '连接止于本机：没有适配器有出口。',
      'router-provider': '连接止于路由器：它目前没有通往运营商的线路。',
      'provider-world': '连接止于路由器之后：线路是通的，但外部没有服务回答。',
      'router-world': '连接止于本机之后的某处：外部没有服务回答。',
    },
    translated: '运营商又转换了一次地址：{{family}} 域名无法指向这里。请向运营商申请公网地址，或使用 IPv6。',
  },
}
