// Three services whose forms ask for different fields.
import { describeProvider, type ProviderInfo } from '../../app/contract/provider-info.ts'

export const sampleProviders: ProviderInfo[] = [
  describeProvider({
    id: 'duckdns',
    label: 'DuckDNS',
    homepage: 'https://www.duckdns.org',
    docs: 'https://www.duckdns.org/spec.jsp',
    fields: [
      {
        key: 'token',
        label: { en: 'Token', 'zh-CN': '令牌' },
        help: { en: 'At the top of your DuckDNS page.', 'zh-CN': '在您的 DuckDNS 页面顶部。' },
        secret: true,
        required: true,
        holds: 'token',
      },
    ],
  }),
  describeProvider({
    id: 'cloudflare',
    label: 'Cloudflare',
    homepage: 'https://www.cloudflare.com',
    docs: 'https://developers.cloudflare.com/api',
    canReadBack: true,
    fields: [
      {
        key: 'token',
        label: { en: 'API token', 'zh-CN': 'API 令牌' },
        help: {
          en: 'Needs the permission to edit DNS of the zone, and no other.',
          'zh-CN': '只需要编辑该区域 DNS 的权限。',
        },
        secret: true,
        required: true,
        holds: 'token',
      },
      { key: 'zone', label: { en: 'Zone', 'zh-CN': '区域' }, secret: false, required: false },
    ],
  }),
  describeProvider({
    id: 'dyndns2',
    label: 'dyndns2',
    homepage: 'https://help.dyn.com/remote-access-api/',
    docs: 'https://help.dyn.com/remote-access-api/',
    endpoint: 'required',
    families: ['ipv4'],
    fields: [
      {
        key: 'username',
        label: { en: 'User name', 'zh-CN': '用户名' },
        secret: false,
        required: true,
        holds: 'user-name',
      },
      { key: 'password', label: { en: 'Password', 'zh-CN': '密码' }, secret: true, required: true },
    ],
  }),
]
