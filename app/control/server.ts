// The control socket of the running instance. It answers only who proves to know the token in the key file, which only the
// same user can read.
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { messageOf } from '../model/message-of.ts'
import type { Log } from '../model/ports.ts'
import { createAddress, removeAddress, removeLeftAddresses } from './address.ts'
import { type Answer, type ControlLimits, createConnections } from './connections.ts'
import { type ControlKey, keyFilePath, readKeyFile, writeKeyFile } from './key-file.ts'
import { createToken } from './proof.ts'
import { othersWithAccess } from './windows-access.ts'

export interface ControlServer {
  readonly address: string
  close(): void
}

const LIMITS: ControlLimits = { connections: 32, requestMs: 5_000, exchangeMs: 180_000 }
/** A name of 128 random bits is taken only if something is wrong with the system. */
const NAMES = 3

/**
 * The caller holds the data folder's lock, so no other instance uses the folder.
 * @returns null when the system refuses. Everything else works without the socket.
 */
export async function openControlServer(
  dataFolder: string,
  answer: Answer,
  log: Log,
  limits: ControlLimits = LIMITS,
): Promise<ControlServer | null> {
  const keyFile = keyFilePath(dataFolder)
  removeLeftAddresses(dataFolder, readKeyFile(keyFile)?.address ?? null)
  const token = createToken()
  const connections = createConnections({ token, answer, log, limits })
  const server = createServer(connections.accept)
  const shut = (address: string | null): void => {
    server.close()
    connections.end()
    if (address !== null) removeAddress(address)
  }
  let address: string | null = null
  try {
    address = await listen(server, dataFolder)
    await publish(keyFile, { address, token }, log)
  } catch (error) {
    shut(address)
    log('warn', 'other processes cannot talk to this one', { error: messageOf(error) })
    return null
  }
  server.on('error', (error) => log('warn', 'the control socket failed', { error: error.message }))
  const opened = address
  return {
    address: opened,
    close: () => {
      shut(opened)
      removeKeyFile(keyFile, token)
    },
  }
}

/** @returns the address. @throws the system's error */
async function listen(server: Server, dataFolder: string): Promise<string> {
  for (let tried = 1; ; tried += 1) {
    const address = createAddress(dataFolder)
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(address, () => {
          server.off('error', reject)
          resolve()
        })
      })
      if (process.platform !== 'win32') chmodSync(address, 0o600)
      return address
    } catch (error) {
      removeAddress(address)
      if (tried === NAMES) throw error
    }
  }
}

/** @throws when the file cannot be written, or others may use it */
async function publish(keyFile: string, key: ControlKey, log: Log): Promise<void> {
  writeKeyFile(keyFile, key)
  if (process.platform !== 'win32') return
  const others = await othersWithAccess(keyFile)
  if (others === null) log('warn', 'the access list of the control file cannot be read', { file: keyFile })
  if (others === null || others.length === 0) return
  removeKeyFile(keyFile, key.token)
  throw new Error(`others may use ${keyFile}: ${others.join(', ')}`)
}

function removeKeyFile(keyFile: string, token: string): void {
  try {
    if (readKeyFile(keyFile)?.token === token) rmSync(keyFile)
  } catch {
    // The next instance replaces it, and nobody answers at its address.
  }
}
