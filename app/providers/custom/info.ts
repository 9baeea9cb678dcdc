// Describes a service that the user sets up by a URL.
import { describeProvider, type ProviderField, type ProviderInfo } from '../../contract/provider-info.ts'

const field = (key: string, en: string, zh: string, required: boolean, secret = false): ProviderField => ({
  key,
  label: { en, 'zh-CN': zh },
  secret,
  required,
})

export const info: ProviderInfo = describeProvider({
  id: 'custom',
  label: 'Custom URL',
  homepage: null,
  docs: null,
  fields: [
    {
      ...field('url', 'Update URL', '更新网址', true),
      help: {
        en: 'In path or query it may have {hostname}, {ipv4}, {ipv6}, {ip} (either family, one request each), {username} and {secret}; no others exist.',
        'zh-CN':
          '路径或查询中可使用 {hostname}、{ipv4}、{ipv6}、{ip}（任一地址族，各发一次请求）、{username} 和 {secret}，没有其他占位符。',
      },
    },
    {
      ...field('success', 'Success begins with', '成功答复的开头', false),
      help: {
        en: 'What the answer begins with when the update succeeded; several texts are separated by commas. This, or one of the next two, is needed.',
        'zh-CN': '更新成功时答复开头的文字；多个文字用逗号分隔。此项与下面两项至少填写一项。',
      },
    },
    {
      ...field('contains', 'Success contains', '成功答复所含文字', false),
      help: {
        en: 'What the answer contains, anywhere, when the update succeeded.',
        'zh-CN': '更新成功时答复中任意位置所含的文字。',
      },
    },
    {
      ...field('status', 'Success without text', '无文字的成功状态', false),
      help: {
        en: '200 or 204, where an empty answer with this status is a success.',
        'zh-CN': '200 或 204：状态为此值的空答复视为成功。',
      },
    },
    {
      ...field('failure', 'Failure contains', '失败答复所含文字', false),
      help: {
        en: 'What the answer contains, anywhere, when the update failed. It wins over all of the above.',
        'zh-CN': '更新失败时答复中任意位置所含的文字。优先于以上各项。',
      },
    },
    {
      ...field('method', 'Method', '请求方法', false),
      help: { en: 'GET (if empty) or POST.', 'zh-CN': 'GET（留空时）或 POST。' },
    },
    field('username', 'User name', '用户名', false),
    {
      ...field('secret', 'Password or token', '密码或令牌', false, true),
      help: {
        en: 'Put in the place of {secret}; without that placeholder, sent as the password of HTTP Basic authentication.',
        'zh-CN': '用于替换 {secret}；网址中没有该占位符时，作为 HTTP Basic 认证的密码发送。',
      },
    },
  ],
})
