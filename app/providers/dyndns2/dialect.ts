// A dyndns2 service as data: what it changes of the protocol, and its description with the defaults of the protocol.
// https://help.dyn.com/remote-access-api/perform-update/
import {
  describeProvider,
  type LocalText,
  type ProviderDescription,
  type ProviderField,
  type ProviderInfo,
} from '../../contract/provider-info.ts'
import type { HostChange } from '../../model/provider.ts'
import type { Query } from '../shared/account-request.ts'

/** What the service does with a family that the request does not name. */
type UnnamedFamily =
  | { readonly unnamedFamily: 'kept' }
  /** It takes the connection's address, unless the parameter holds this value. */
  | { readonly unnamedFamily: 'detected'; readonly keepWord: string }

export type Dyndns2Dialect = UnnamedFamily & {
  /** `comma`: one request may name several hostnames, and the reply has a line for each. */
  readonly hosts: 'one' | 'comma'
  /** `comma`: `myip` holds both addresses. `separate:x`: IPv4 in `myip`, IPv6 in the parameter x. */
  readonly addresses: 'comma' | `separate:${string}`
}

export interface Dyndns2Service extends Omit<ProviderDescription, 'fields'> {
  /** The service's update address. An account's own server without a path gets the path from here. */
  readonly url: string
  readonly dialect: Dyndns2Dialect
  /** What the service calls its user name and password, where it has other words for them. */
  readonly username?: LocalText
  readonly password?: LocalText
}

/** Dyn takes 20 hostnames in one request, and most others follow it. */
const MAX_HOSTNAMES = 20

const USERNAME: ProviderField = {
  key: 'username',
  label: { en: 'User name', 'zh-CN': '用户名' },
  secret: false,
  required: true,
  holds: 'user-name',
}
const PASSWORD: ProviderField = {
  key: 'password',
  label: { en: 'Password or update key', 'zh-CN': '密码或更新密钥' },
  secret: true,
  required: true,
}

export function infoOf(service: Dyndns2Service): ProviderInfo {
  const { url: _, dialect, username = USERNAME.label, password = PASSWORD.label, ...description } = service
  return describeProvider({
    batchSize: dialect.hosts === 'comma' ? MAX_HOSTNAMES : 1,
    ...description,
    fields: [
      { ...USERNAME, label: username },
      { ...PASSWORD, label: password },
    ],
  })
}

/** The parameters of the addresses. A family that is not updated is never an empty value. */
export function addressParameters(dialect: Dyndns2Dialect, { ipv4, ipv6 }: HostChange): Query {
  if (dialect.addresses === 'comma') return [['myip', [ipv4, ipv6].filter((address) => address !== null)]]
  const keepWord = dialect.unnamedFamily === 'detected' ? dialect.keepWord : null
  const parameters = [
    ['myip', ipv4 ?? keepWord],
    [dialect.addresses.slice('separate:'.length), ipv6 ?? keepWord],
  ] as const
  return parameters.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))
}
