// What a page under somebody else's control cannot do: the tests that the checkout and the package share.
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { expect, test } from '../fixture.ts'
import type { HomewardApp } from '../homeward-app.ts'
import { HOME_IPV4 } from '../lab/network/namespaces.ts'

const MESSAGES = process.env.HOMEWARD_NIGHTLY ? 100_000 : 10_000
const MEBIBYTE = 2 ** 20

/** A place outside the page that counts what reaches it, by UDP and by TCP. */
async function openOutside(host: string) {
  const reached: string[] = []
  const udp = createSocket('udp4', () => reached.push('udp'))
  const tcp = createServer((socket) => {
    reached.push('tcp')
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => udp.bind(0, host, resolve))
  await new Promise<void>((resolve) => tcp.listen(0, host, resolve))
  const address = tcp.address()
  const tcpPort = address !== null && typeof address === 'object' ? address.port : 0
  return {
    place: { host, udpPort: udp.address().port, tcpPort },
    reached,
    close: () => {
      udp.close()
      tcp.close()
    },
  }
}

const memoryOf = (homeward: HomewardApp) =>
  homeward.electron.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 500))
    return process.memoryUsage().rss
  })

/** The spec that calls it says which app is tested. */
export function describeConfinedPage(): void {
  test('WebRTC reaches nothing outside, neither by UDP nor by TCP, and learns no address', async ({
    homeward,
    environment,
  }) => {
    const outside = await openOutside(environment.network ? HOME_IPV4 : '127.0.0.1')
    const page = await homeward.start()
    const candidates = await page.evaluate(async ({ host, udpPort, tcpPort }) => {
      const credentials = { username: 'page', credential: 'page' }
      const servers = [
        { urls: `stun:${host}:${udpPort}` },
        { urls: `turn:${host}:${udpPort}?transport=udp`, ...credentials },
        { urls: `turn:${host}:${tcpPort}?transport=tcp`, ...credentials },
      ]
      const [one, two] = [new RTCPeerConnection({ iceServers: servers }), new RTCPeerConnection()]
      const found: string[] = []
      one.onicecandidate = ({ candidate }) => {
        if (candidate?.candidate) found.push(candidate.candidate)
      }
      one.createDataChannel('out')
      await one.setLocalDescription(await one.createOffer())
      if (one.localDescription) await two.setRemoteDescription(one.localDescription)
      await two.setLocalDescription(await two.createAnswer())
      if (two.localDescription) await one.setRemoteDescription(two.localDescription)
      for (const text of [
        `udp 2122260223 ${host} ${udpPort} typ host`,
        `tcp 1518280447 ${host} ${tcpPort} typ host tcptype passive`,
      ])
        await one.addIceCandidate({ candidate: `candidate:1 1 ${text}`, sdpMid: '0' })
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      return found
    }, outside.place)
    outside.close()
    expect(outside.reached).toEqual([])
    expect(candidates).toEqual([])
  })

  test('no connection is prepared for the page', async ({ homeward, environment }) => {
    const outside = await openOutside(environment.network ? HOME_IPV4 : '127.0.0.1')
    const page = await homeward.start()
    await page.evaluate(({ host, tcpPort }) => {
      for (const rel of ['preconnect', 'dns-prefetch', 'prefetch', 'preload', 'modulepreload', 'icon']) {
        const link = Object.assign(document.createElement('link'), { rel, href: `http://${host}:${tcpPort}/${rel}` })
        document.head.append(link)
      }
    }, outside.place)
    await page.waitForTimeout(1_500)
    outside.close()
    expect(outside.reached).toEqual([])
  })

  test('no way of navigating leaves the page, and no frame loads anything else', async ({ homeward, environment }) => {
    const page = await homeward.start()
    const before = page.url()
    const outside = environment.internet.provider
    for (const target of [outside, 'file:///etc/passwd', 'homeward://other/index.html', 'data:text/html,<h1>x</h1>']) {
      const opened = await page.evaluate((address) => {
        const frame = Object.assign(document.createElement('iframe'), { src: address })
        document.body.append(frame)
        const form = Object.assign(document.createElement('form'), { action: address, method: 'post' })
        document.body.append(form)
        form.submit()
        location.assign(address)
        return window.open(address, '_blank') !== null
      }, target)
      expect(opened, target).toBe(false)
      await page.waitForTimeout(150)
      expect(page.url(), target).toBe(before)
    }
    expect(homeward.electron.windows()).toHaveLength(1)
    const frames = page.frames().map((frame) => frame.url())
    expect(frames.filter((url) => /^(http|file|homeward:\/\/other)/.test(url))).toEqual([])
    expect(environment.internet.requests).toEqual([])
  })

  test('an empty page, which the page can make of itself, may ask for nothing', async ({ homeward }) => {
    const page = await homeward.start()
    await page.evaluate(() => location.assign('about:blank'))
    await page.waitForURL('about:blank')
    const outcome = await page.evaluate(async () => {
      const bridge = Reflect.get(window, 'homeward') as { call(name: string): Promise<unknown> } | undefined
      return bridge === undefined ? 'no bridge' : bridge.call('snapshot.get').then(() => 'answered', String)
    })
    expect(outcome).toMatch(/no bridge|foreign-sender/)
  })

  test(`${MESSAGES} malformed messages are all refused, and none is kept`, async ({ homeward }) => {
    test.setTimeout(300_000)
    const page = await homeward.start()
    /** In the page: the payloads differ, and no call takes any of them. @returns how many were answered */
    const send = (count: number) =>
      page.evaluate(async (total) => {
        const { call } = Reflect.get(window, 'homeward') as { call(name: string, payload: unknown): Promise<unknown> }
        const names = [
          'engine.pause',
          'account.save',
          'record.save',
          'history.query',
          'secret.clear',
          'link.open',
          'none',
        ]
        const payloads = [
          (index: number) => ({ [`key${index}`]: index }),
          (index: number) => [index, [null, [undefined, [index]]]],
          (index: number) => ({ account: index, secrets: { token: index } }),
          (index: number) => new Map([[index, new Date(index)]]),
          (index: number) => 'x'.repeat(index % 5_000),
          (index: number) => new Uint8Array(index % 5_000),
          (index: number) => ({ minutes: `${index}`, limit: -index, kind: 'other' }),
        ]
        let answered = 0
        const lane = async (first: number) => {
          for (let index = first; index < total; index += 16) {
            const payload = payloads[index % payloads.length]?.(index)
            const name = names[Math.floor(index / payloads.length) % names.length] ?? ''
            await call(name, payload).then(
              () => {
                answered += 1
              },
              () => {},
            )
          }
        }
        await Promise.all(Array.from({ length: 16 }, (_, first) => lane(first)))
        return answered
      }, count)
    expect(await send(2_000)).toBe(0)
    const before = await memoryOf(homeward)
    const began = performance.now()
    expect(await send(MESSAGES)).toBe(0)
    const tookMs = Math.round(performance.now() - began)
    const grown = (await memoryOf(homeward)) - before
    process.stdout.write(
      `  ${MESSAGES} messages in ${tookMs} ms; the main process grew by ${(grown / MEBIBYTE).toFixed(1)} MiB\n`,
    )
    expect(grown).toBeLessThan(32 * MEBIBYTE)
    const answer = await page.evaluate(async () => {
      const { call } = Reflect.get(window, 'homeward') as { call(name: string): Promise<{ version: string }> }
      return (await call('snapshot.get')).version
    })
    expect(answer).toMatch(/^\d+\.\d+/)
  })
}
