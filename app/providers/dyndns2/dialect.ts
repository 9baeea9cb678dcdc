// A dyndns2 service as data: what it changes of the protocol, and its description with the defaults of the protocol.
// https://help.dyn.com/remote-access-api/perform-update/
import type { AddressForm, Dialect, DialectSettings } from '../../contract/dialect.ts'
import {
  describeProvider,
  type LocalText,
  type ProviderDescription,
  type ProviderField,
  type ProviderInfo,
} from '../../contract/provider-info.ts'
import { FAMILIES, type Family } from '../../model/address.ts'
import type { HostChange } from '../../model/provider.ts'
import {
  keepFormOf,
  keepWordOfForm,
  type LearntForm,
  NOTHING_LEARNT,
  otherFamily,
  type UpdateForm,
} from '../../model/update-form.ts'
import type { Query } from '../shared/account-request.ts'
import { namedAddresses } from '../shared/update-report.ts'

export interface Dyndns2Service extends Omit<ProviderDescription, 'fields'> {
  /** The service's update address. An account's own server without a path gets the path from here. */
  readonly url: string
  readonly dialect: Dialect
  /** Nobody knows which server this is: lists and other forms of the addresses are tried when there is a reason to. */
  readonly isAnyServer?: boolean
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
  const {
    url,
    dialect,
    isAnyServer = false,
    username = USERNAME.label,
    password = PASSWORD.label,
    ...description
  } = service
  return describeProvider({
    batchSize: dialect.hosts === 'comma' ? MAX_HOSTNAMES : 1,
    ownOrigins: isAnyServer ? [] : [new URL(url).origin],
    ...description,
    fields: [
      { ...USERNAME, label: username },
      { ...PASSWORD, label: password },
    ],
  })
}

/** The parameters for IPv6 that servers are known to read, the most common first. */
const IPV6_PARAMETERS = ['myipv6', 'myip6', 'ipv6', 'ip6'] as const

/**
 * What is tried at a server that nobody knows. A list of addresses is not: most servers that do not read one take the address of
 * the connection instead. The keep word is Core-Networks' (OpenWrt's ddns-scripts), and means nothing to any other server.
 */
const FORMS: readonly string[] = [keepFormOf('keepipv4=1'), ...IPV6_PARAMETERS.map((name) => `separate:${name}`)]

/** A form that was learnt. One that needs both addresses in one request is one that forgets what a request leaves out. */
function learntDialect(form: string): Pick<Dialect, 'addresses' | 'unnamedFamily' | 'keepWord'> {
  const keepWord = keepWordOfForm(form) ?? undefined
  return { addresses: keepWord === undefined ? (form as AddressForm) : 'one', unnamedFamily: 'removed', keepWord }
}

/**
 * The dialect of an account. What the account's settings say counts before what was learnt, and that before the service's own;
 * but a server that did not answer a list is sent none.
 */
export function dialectOf(
  service: Pick<Dyndns2Service, 'dialect'>,
  settings: DialectSettings = {},
  learnt: LearntForm = NOTHING_LEARNT,
): Dialect {
  const known: Dialect =
    learnt.addresses === null ? service.dialect : { ...service.dialect, ...learntDialect(learnt.addresses) }
  return {
    hosts: learnt.hosts === 'one' ? 'one' : (settings.hosts ?? learnt.hosts ?? known.hosts),
    addresses: settings.addresses ?? known.addresses,
    unnamedFamily: settings.unnamedFamily ?? known.unnamedFamily,
    keepWord: settings.keepWord ?? known.keepWord,
  }
}

/** How requests are made in this dialect. */
export function formOf(
  service: Dyndns2Service,
  settings: DialectSettings | undefined,
  learnt: LearntForm | undefined,
): UpdateForm {
  const dialect = dialectOf(service, settings, learnt)
  const names = service.batchSize ?? MAX_HOSTNAMES
  const isOpen = settings?.addresses === undefined && settings?.unnamedFamily === undefined
  return {
    hosts: dialect.hosts === 'comma' ? names : 1,
    listTrial: service.isAnyServer && dialect.hosts === 'one' && !settings?.hosts && !learnt?.hosts ? names : null,
    families: dialect.addresses === 'one' ? 'one' : 'both',
    unnamed: dialect.unnamedFamily,
    hasKeepWord: dialect.keepWord !== undefined,
    next: isOpen && service.dialect.unnamedFamily === 'unknown' ? FORMS : [],
  }
}

/** The parameters of the addresses. A family that is not named is never an empty value. */
export function addressParameters({ addresses, keepWord }: Dialect, change: HostChange): Query {
  const named = namedAddresses(change)
  const unnamed = FAMILIES.find((family) => named[family] === null)
  if (!addresses.startsWith('separate:')) {
    const myip = ['myip', [named.ipv4, named.ipv6].filter((address) => address !== null)] as const
    return unnamed !== undefined && keepWord?.includes('=') ? [myip, keepParameter(keepWord, unnamed)] : [myip]
  }
  const parameters = { ipv4: 'myip', ipv6: addresses.slice('separate:'.length) }
  return FAMILIES.flatMap((family): Query => {
    const address = named[family]
    if (address !== null) return [[parameters[family], address]]
    if (keepWord === undefined) return []
    return [keepWord.includes('=') ? keepParameter(keepWord, family) : [parameters[family], keepWord]]
  })
}

/** @param word such as "keepipv4=1", whichever family it names */
function keepParameter(word: string, family: Family): readonly [name: string, value: string] {
  const [name = '', value = ''] = word.split('=')
  return [name.replace(/ipv[46]/, family), value]
}

/**
 * The family that the connection must have: a service that takes the address of a family that is not named from the connection
 * can take none of it from a connection of the other family. Null where it makes no difference.
 */
export function connectionFamily({ unnamedFamily, keepWord }: Dialect, change: HostChange): Family | null {
  const named = namedAddresses(change)
  const unnamed = FAMILIES.find((family) => named[family] === null)
  return unnamedFamily === 'detected' && keepWord === undefined && unnamed !== undefined ? otherFamily(unnamed) : null
}
