// Describes Duck DNS. Its page gives no interval, no quota and no expiry; the five minutes in its how-tos are those of
// their cron jobs.
import { describeProvider, type ProviderInfo } from '../../contract/provider-info.ts'

export const info: ProviderInfo = describeProvider({
  id: 'duckdns',
  label: 'Duck DNS',
  homepage: 'https://www.duckdns.org',
  docs: 'https://www.duckdns.org/spec.jsp',
  ownOrigins: ['https://www.duckdns.org'],
  fields: [{ key: 'token', label: { en: 'Token', 'zh-CN': '令牌' }, secret: true, required: true, holds: 'token' }],
  // The service takes several names, but answers with one KO for all: a misspelt name would stop the others.
  batchSize: 1,
})
