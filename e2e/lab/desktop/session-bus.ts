// A connection to the lab's D-Bus session. It sends raw messages: a proxy object asks an object to describe itself first,
// which Electron's do not.
import { type interface as DBusInterface, Message, type MessageBus, MessageType, sessionBus, Variant } from 'dbus-next'

export interface LabBus {
  readonly connection: MessageBus
  readonly address: string
  /** Calls a method. @returns the reply's values, with plain values in place of variants */
  call(
    to: string,
    path: string,
    iface: string,
    member: string,
    signature?: string,
    body?: unknown[],
  ): Promise<unknown[]>
  hasOwner(name: string): Promise<boolean>
  /** Exports an object under a well-known name. */
  exportObject(name: string, path: string, object: DBusInterface.Interface): Promise<void>
  onSignal(listener: (signal: Message) => void): void
  close(): void
}

/** Variants and dictionaries as plain values. */
export function plain(value: unknown): unknown {
  if (value instanceof Variant) return plain(value.value)
  if (Array.isArray(value)) return value.map(plain)
  if (Buffer.isBuffer(value) || typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]))
}

export async function openBus(busAddress: string): Promise<LabBus> {
  const connection = sessionBus({ busAddress })
  await new Promise<void>((resolve, reject) => {
    connection.once('connect', () => resolve())
    connection.once('error', reject)
  })
  // When the peer ends, the call reports it. Without a listener the connection's event would end the test run.
  connection.on('error', () => {})
  const call: LabBus['call'] = async (destination, path, iface, member, signature = '', body = []) => {
    const message = new Message({ destination, path, interface: iface, member, signature, body })
    const reply = await connection.call(message)
    return (reply?.body ?? []).map(plain)
  }
  const DBUS = ['org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus'] as const
  return {
    connection,
    address: busAddress,
    call,
    hasOwner: async (name) => (await call(...DBUS, 'NameHasOwner', 's', [name]))[0] === true,
    exportObject: async (name, path, object) => {
      connection.export(path, object)
      await connection.requestName(name, 0)
    },
    onSignal: (listener) => {
      connection.on('message', (message: Message) => {
        if (message.type === MessageType.SIGNAL) listener(message)
      })
    },
    close: () => connection.disconnect(),
  }
}
