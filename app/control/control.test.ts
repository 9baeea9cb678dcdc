import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { requestInstance } from './client.ts'
import type { Answer, ControlLimits } from './connections.ts'
import { keyFilePath, readKeyFile, writeKeyFile } from './key-file.ts'
import { createToken, proofOf } from './proof.ts'
import { type ControlMessage, type ControlReply, LONGEST_REQUEST } from './protocol.ts'
import { type ControlServer, openControlServer } from './server.ts'

let folder: string
const servers: (ControlServer | Server)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-control-'))
})
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

const empty: ControlReply = {
  ok: true,
  rows: [],
  online: true,
  locale: 'en',
  settings: '/etc/homeward.yaml',
  notices: [],
}
const status: ControlMessage = { settings: null, request: { command: 'status', payload: {} } }

const tryToOpen = async (answer: Answer, limits?: ControlLimits, dataFolder = folder) => {
  const server = await openControlServer(dataFolder, answer, () => {}, limits)
  if (server !== null) servers.push(server)
  return server
}
const open = async (answer: Answer = async () => empty, limits?: ControlLimits): Promise<ControlServer> => {
  const server = await tryToOpen(answer, limits)
  if (server === null) throw new Error('the socket is not open')
  return server
}
const keyOf = () => {
  const key = readKeyFile(keyFilePath(folder))
  if (key === null) throw new Error('there is no key file')
  return key
}
/** Sends text as it is. @returns what came until the other side ended the connection */
const send = (address: string, text: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(address, () => socket.write(text))
    let got = ''
    socket.on('data', (chunk) => {
      got += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(got))
  })
/** Somebody else at this address, who answers each line by what `reply` makes of it. */
const squat = async (address: string, reply: (line: string) => string | null) => {
  const lines: string[] = []
  const squatter = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      lines.push(String(chunk))
      const text = reply(String(chunk))
      if (text !== null) socket.write(text)
    })
  })
  await new Promise<void>((resolve) => squatter.listen(address, resolve))
  servers.push(squatter)
  return lines
}

describe('the control socket', () => {
  it('answers at an address and with a token that only its owner can read, new for each start', async () => {
    const first = await open()
    const key = keyOf()
    if (process.platform !== 'win32') {
      expect(statSync(first.address).mode & 0o777).toBe(0o600)
      expect(statSync(keyFilePath(folder)).mode & 0o777).toBe(0o600)
    }
    expect(await requestInstance(folder, status, 1_000)).toEqual(empty)
    first.close()
    await open()
    expect(keyOf().address).not.toBe(key.address)
    expect(keyOf().token).not.toBe(key.token)
    expect(key.token).toMatch(/^[0-9a-f]{32}$/)
  })

  it('leaves nothing behind, and removes what a killed instance left', async () => {
    writeFileSync(join(folder, 'kept'), '')
    const killed = await open()
    const left = readFileSync(keyFilePath(folder))
    const others = createServer().listen(join(folder, 'control-0123456789abcdef.sock'))
    servers.push(others)
    await new Promise((resolve) => others.once('listening', resolve))
    const next = await open()
    expect(readFileSync(keyFilePath(folder))).not.toEqual(left)
    expect(readdirSync(folder).filter((name) => name.endsWith('.sock'))).toHaveLength(1)
    killed.close()
    // The first instance has not removed the file of the second.
    expect(await requestInstance(folder, status, 1_000)).toEqual(empty)
    next.close()
    expect(readdirSync(folder)).toEqual(['kept'])
  })

  it('listens in a separate short folder where the path of the data folder is too long for a socket', async () => {
    const deep = join(folder, 'deep/'.repeat(30))
    mkdirSync(deep, { recursive: true })
    const server = await tryToOpen(async () => empty, undefined, deep)
    const address = server?.address ?? ''
    expect(Buffer.byteLength(address)).toBeLessThan(104)
    if (process.platform !== 'win32') expect(statSync(join(address, '..')).mode & 0o777).toBe(0o700)
    expect(await requestInstance(deep, status, 1_000)).toEqual(empty)
    server?.close()
    expect(() => statSync(join(address, '..'))).toThrow(/ENOENT/)
  })

  it('refuses unknown requests and keeps running', async () => {
    const answer = vi.fn(async () => empty)
    const { address } = await open(answer)
    const nonce = createToken()
    const hello = `${JSON.stringify({ nonce })}\n`
    expect(await send(address, '{"settings":null,"request":{"command":"status","payload":{}}}\n')).toContain(
      '"ok":false',
    )
    expect(await send(address, 'not json\n')).toContain('"ok":false')
    expect(await send(address, 'x'.repeat(LONGEST_REQUEST + 1))).toContain('"ok":false')
    expect(await send(address, `${hello}${JSON.stringify({ ...status, proof: 'f'.repeat(64) })}\n`)).toContain(
      '"ok":false',
    )
    expect(await send(address, `${hello}${JSON.stringify(status)}\n`)).toContain('"ok":false')
    expect(answer).not.toHaveBeenCalled()
    expect(
      await requestInstance(folder, { settings: null, request: { command: 'update', payload: { force: [] } } }, 1_000),
    ).toEqual(empty)
  })

  it('serves nobody who sends its own proof back, or that of another connection', async () => {
    const answer = vi.fn(async () => empty)
    const { address } = await open(answer)
    const converse = (proof: (greeting: { nonce: string; proof: string }, nonce: string) => string) =>
      new Promise<string>((resolve) => {
        const nonce = createToken()
        let got = ''
        const socket = connect(address, () => socket.write(`${JSON.stringify({ nonce })}\n`))
        socket.once('data', (greeting) => {
          const text = JSON.stringify({ proof: proof(JSON.parse(String(greeting)), nonce), ...status })
          socket.write(`${text}\n`)
          socket.on('data', (chunk) => {
            got += chunk
          })
        })
        socket.on('close', () => resolve(got))
      })
    expect(await converse((greeting) => greeting.proof)).toContain('"ok":false')
    let seen = ''
    const { token } = keyOf()
    await converse((greeting, nonce) => {
      seen = proofOf('client', token, { client: nonce, instance: greeting.nonce })
      return seen
    })
    expect(answer).toHaveBeenCalledOnce()
    expect(await converse(() => seen)).toContain('"ok":false')
    expect(answer).toHaveBeenCalledOnce()
  })

  it('names the settings file of an instance that uses another one', async () => {
    const other: ControlReply = { ok: false, otherSettings: '/etc/other.yaml' }
    await open(async () => other)
    const message: ControlMessage = {
      settings: '/etc/homeward.yaml',
      request: { command: 'undo', payload: { hostname: 'nas.example.org' } },
    }
    expect(await requestInstance(folder, message, 1_000)).toEqual(other)
  })
})

describe('the limits of the control socket', () => {
  const limits: ControlLimits = { connections: 3, requestMs: 200, exchangeMs: 600 }

  it('end whoever sends a request too slowly, however often a byte comes', async () => {
    const { address } = await open(undefined, limits)
    const began = performance.now()
    const socket = connect(address)
    const drip = setInterval(() => socket.write(' '), 20)
    socket.on('error', () => {})
    await new Promise((resolve) => socket.on('close', resolve))
    clearInterval(drip)
    expect(performance.now() - began).toBeLessThan(500)
  })

  it('end an exchange whose answer takes too long', async () => {
    await open(() => new Promise(() => {}), limits)
    await expect(requestInstance(folder, status, 5_000)).rejects.toThrow(/closed the connection/)
  })

  it('let a client in beside any number of connections that prove nothing', async () => {
    const { address } = await open(undefined, { ...limits, requestMs: 60_000 })
    const idle = Array.from({ length: 20 }, () => connect(address).on('error', () => {}))
    await Promise.all(idle.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))
    expect(await requestInstance(folder, status, 1_000)).toEqual(empty)
    const ended = () => idle.filter((socket) => socket.closed || socket.readableEnded).length
    for (const socket of idle) socket.resume()
    await vi.waitFor(() => expect(ended()).toBeGreaterThanOrEqual(17))
    for (const socket of idle) socket.destroy()
  })
})

describe('a client', () => {
  it('finds no instance where none is running', async () => {
    expect(await requestInstance(folder, status, 1_000)).toBeNull()
  })

  it('gives up on an instance that does not answer', async () => {
    await open(() => new Promise(() => {}))
    await expect(requestInstance(folder, status, 200)).rejects.toThrow(/did not answer/)
  })

  it('gives up after the whole time on one that sends its answer byte by byte', async () => {
    const { address, token } = { address: join(folder, 'control-00.sock'), token: createToken() }
    writeKeyFile(keyFilePath(folder), { address, token })
    let drip: ReturnType<typeof setInterval> | undefined
    const slow = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', (hello) => {
        const nonces = { client: JSON.parse(String(hello)).nonce, instance: createToken() }
        socket.write(`${JSON.stringify({ nonce: nonces.instance, proof: proofOf('instance', token, nonces) })}\n`)
        drip = setInterval(() => socket.write(' '), 20)
      })
    })
    await new Promise<void>((resolve) => slow.listen(address, resolve))
    servers.push(slow)
    await expect(requestInstance(folder, status, 300)).rejects.toThrow(/did not answer/)
    clearInterval(drip)
  })

  it('neither believes nor tells anything to whoever has taken the instance’s place', async () => {
    const gone = await open()
    const key = keyOf()
    gone.close()
    writeKeyFile(keyFilePath(folder), key)
    const forged = `${JSON.stringify(empty)}\n`
    const lines = await squat(
      key.address,
      () => `${JSON.stringify({ nonce: createToken(), proof: 'e'.repeat(64) })}\n${forged}`,
    )
    const secretive: ControlMessage = { ...status, settings: '/home/zoe/private.yaml' }
    expect(await requestInstance(folder, secretive, 5_000)).toBeNull()
    expect(lines.join('')).not.toContain('private')
    expect(lines.join('')).not.toContain(key.token)
  })
})

describe.skipIf(process.platform === 'win32')('what was planted in the data folder', () => {
  it.each([
    ['a folder', (path: string) => mkdirSync(join(path, 'full'), { recursive: true })],
    ['a link to a file of the user', (path: string) => symlinkSync(join(folder, 'precious'), path)],
    ['a link that leads nowhere', (path: string) => symlinkSync('/nowhere/at/all', path)],
    ['a file', (path: string) => writeFileSync(path, 'planted')],
  ])('neither stops the start nor is written through: %s', async (_, plant) => {
    writeFileSync(join(folder, 'precious'), 'precious')
    plant(join(folder, 'control.sock'))
    plant(keyFilePath(folder))
    const log = vi.fn()
    const server = await openControlServer(folder, async () => empty, log)
    if (server !== null) servers.push(server)
    expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('precious')
    // Only a folder in its place keeps the file from being written. Then there is no socket, and the log says so.
    if (statSync(keyFilePath(folder)).isDirectory()) {
      expect(server).toBeNull()
      expect(log).toHaveBeenCalledWith('warn', 'other processes cannot talk to this one', expect.anything())
      expect(await requestInstance(folder, status, 1_000)).toBeNull()
    } else expect(await requestInstance(folder, status, 1_000)).toEqual(empty)
  })
})
