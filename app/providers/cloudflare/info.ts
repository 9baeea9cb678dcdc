// Describes Cloudflare DNS.
import { describeProvider, type ProviderInfo } from '../../contract/provider-info.ts'

export const info: ProviderInfo = describeProvider({
  id: 'cloudflare',
  label: 'Cloudflare',
  homepage: 'https://www.cloudflare.com',
  docs: 'https://developers.cloudflare.com/api/resources/dns/subresources/records/',
  ownOrigins: ['https://api.cloudflare.com'],
  fields: [
    {
      key: 'token',
      label: { en: 'API token', 'zh-CN': 'API 令牌' },
      help: {
        en: 'A token with the rights Zone: Read and DNS: Edit for this zone, not the global key.',
        'zh-CN': '对该区域拥有“区域：读取”和“DNS：编辑”权限的令牌，不是全局密钥。',
      },
      secret: true,
      required: true,
      holds: 'token',
    },
    {
      key: 'zone',
      label: { en: 'Zone ID', 'zh-CN': '区域 ID' },
      help: {
        en: 'Only if the token may not list zones: the 32 characters on the zone’s overview page.',
        'zh-CN': '仅当令牌无权列出区域时需要：区域概览页上的 32 位字符。',
      },
      secret: false,
      required: false,
    },
  ],
  // The API documents no number. This many names share the requests for zones and records, and no batch takes long.
  batchSize: 20,
  // For one user, over all of that user's tokens.
  quota: { requests: 1_200, perS: 300 },
  sources: { quota: 'https://developers.cloudflare.com/fundamentals/api/reference/limits/' },
  canReadBack: true,
})
