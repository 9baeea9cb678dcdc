// Reads the session's real gnome-keyring without the app, over the D-Bus interface of the Secret Service.
import { Variant } from 'dbus-next'
import type { LabBus } from './session-bus.ts'

const SECRETS = 'org.freedesktop.secrets'
const SERVICE = 'org.freedesktop.Secret.Service'
const ITEM = 'org.freedesktop.Secret.Item'
const PROPERTIES = 'org.freedesktop.DBus.Properties'

export interface KeyringEntry {
  readonly account: string
  readonly secret: string
}

/** @returns everything stored under a service name, as keytar calls it */
export async function keyringEntries(bus: LabBus, service: string): Promise<KeyringEntry[]> {
  const root = '/org/freedesktop/secrets'
  const [, session] = await bus.call(SECRETS, root, SERVICE, 'OpenSession', 'sv', ['plain', new Variant('s', '')])
  const [unlocked] = await bus.call(SECRETS, root, SERVICE, 'SearchItems', 'a{ss}', [{ service }])
  const entries: KeyringEntry[] = []
  for (const path of unlocked as string[]) {
    const [attributes] = await bus.call(SECRETS, path, PROPERTIES, 'Get', 'ss', [ITEM, 'Attributes'])
    const [secret] = await bus.call(SECRETS, path, ITEM, 'GetSecret', 'o', [session])
    const [, , value] = secret as [string, Buffer, Buffer]
    entries.push({
      account: (attributes as Record<string, string>).account ?? '',
      secret: Buffer.from(value).toString(),
    })
  }
  return entries
}
