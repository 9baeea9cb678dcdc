// Each quirk of each dialect, as its source tells it: the zone counts, not the word.
import { Resolver } from 'node:dns/promises'
import { request as httpRequest } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { NewRecord } from '../live-zone.ts'
import { DIALECT_PASSWORD, type DialectServer, startDialectServer } from './dialect-server.ts'
import { DIALECTS, dialectNamed } from './dialects.ts'

const [NAS, CAM, STALE] = ['nas.example.org', 'cam.example.org', 'gone.example.org'] as const
const [OLD4, OLD6] = ['11.22.33.4', '2a0e:1111::4']
const [NEW4, NEW6] = ['11.22.33.5', '2a0e:1111::5']
const BOTH = `${NEW4},${NEW6}`
const RECORDS: readonly NewRecord[] = [NAS, CAM].flatMap((name): NewRecord[] => [
  { name, type: 'A', content: OLD4 },
  { name, type: 'AAAA', content: OLD6 },
])

let server: DialectServer | null = null
afterEach(async () => {
  await server?.close()
  server = null
})

const open = async (id: string) => {
  server = await startDialectServer(dialectNamed(id), { names: [NAS, CAM], records: RECORDS })
  return server
}

interface Visit {
  readonly via?: 'ipv4' | 'ipv6'
  readonly user?: string
  readonly password?: string
  readonly agent?: string | null
}

/** @returns status and body in one text */
function ask(query: Record<string, string>, how: Visit = {}): Promise<string> {
  if (server === null) throw new Error('no server runs')
  const { via = 'ipv4', user = defaultUser(), password = DIALECT_PASSWORD, agent = 'test/1' } = how
  const url = new URL(server.urls[via])
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const headers = {
    authorization: `Basic ${btoa(`${user}:${password}`)}`,
    ...(agent === null ? {} : { 'user-agent': agent }),
  }
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { headers }, (response) => {
      let body = ''
      response.on('data', (chunk) => (body += String(chunk)))
      response.on('end', () => resolve(`${response.statusCode} ${body.trimEnd()}`.trimEnd()))
    })
    sent.on('error', reject).end()
  })
}
let isImplied = false
const defaultUser = () => (isImplied ? NAS : 'user')
const start = async (id: string) => {
  isImplied = dialectNamed(id).facts.hosts === 'implied'
  return open(id)
}
const held = (name: string = NAS) => {
  const { A = [], AAAA = [] } = server?.held(name) ?? {}
  return [...A, ...AAAA].join(' ') || 'nothing'
}

describe('every dialect', () => {
  it.each(DIALECTS.map(({ id }) => id))('%s refuses a wrong password and changes nothing', async (id) => {
    await start(id)
    expect(await ask({ hostname: NAS, myip: NEW4 }, { password: 'wrong' })).toMatch(/badauth|unauthorized/)
    expect(held()).toBe(`${OLD4} ${OLD6}`)
  })

  it.each(DIALECTS.map(({ id }) => id))('%s names its sources', (id) => {
    const { sources } = dialectNamed(id)
    expect(sources.length).toBeGreaterThan(0)
    for (const source of sources) expect(source).toMatch(/^https:\/\//)
  })

  it.each(['ipv4', 'ipv6'] as const)('serves its zone over DNS after an update over %s', async (via) => {
    await start('bare-good')
    expect(await ask({ hostname: NAS, myip: NEW4 }, { via })).toBe('200 good')
    const resolver = new Resolver()
    resolver.setServers([`127.0.0.1:${server?.dns.port}`])
    expect(await resolver.resolve4(NAS)).toEqual([NEW4])
    expect(await resolver.resolve6(NAS)).toEqual([OLD6])
  })
})

describe('one request says all that a name holds', () => {
  it('Dyn removes the family that is not named, and replies with a line for each name', async () => {
    await start('dyn')
    const names = `${NAS},${STALE},${CAM}`
    expect(await ask({ hostname: names, myip: BOTH })).toBe(`200 good ${BOTH}\nnohost\ngood ${BOTH}`)
    expect(await ask({ hostname: NAS, myip: NEW4 })).toBe(`200 good ${NEW4}`)
    expect(held()).toBe(NEW4)
    expect(await ask({ hostname: NAS, myip: NEW6 })).toBe(`200 good ${NEW6}`)
    expect(held()).toBe(NEW6)
    expect(held(CAM)).toBe(`${NEW4} ${NEW6}`)
  })

  it('Dyn takes the connection’s address for none and for a malformed one, and wants a User-Agent', async () => {
    await start('dyn')
    expect(await ask({ hostname: NAS })).toBe('200 good 127.0.0.1')
    expect(await ask({ hostname: NAS, myip: '11.22.33' }, { via: 'ipv6' })).toBe('200 good ::1')
    expect(await ask({ hostname: NAS, myip: NEW4 }, { agent: null })).toBe('200 badagent')
    expect(await ask({ hostname: 'nas', myip: NEW4 })).toBe('200 notfqdn')
    const many = Array.from({ length: 21 }, (_, index) => `h${index}.example.org`).join(',')
    expect(await ask({ hostname: many, myip: NEW4 })).toBe('200 numhost')
  })

  it('INWX stores 127.0.0.1 for a missing IPv4 address and says nochg; a missing IPv6 address removes', async () => {
    await start('inwx')
    expect(await ask({ myip: NEW4, myipv6: NEW6 })).toBe('200 good')
    expect(await ask({ myip: NEW4, myipv6: NEW6 })).toBe('200 nochg')
    expect(await ask({ myipv6: NEW6 })).toBe('200 nochg')
    expect(held()).toBe(`127.0.0.1 ${NEW6}`)
    expect(await ask({ hostname: CAM, myip: NEW4 })).toBe('200 good')
    expect(held()).toBe(NEW4)
    expect(held(CAM)).toBe(`${OLD4} ${OLD6}`)
  })

  it('deSEC keeps a family by preserve, removes it by an empty value, and takes the connection’s otherwise', async () => {
    await start('desec')
    expect(await ask({ hostname: NAS, myip: NEW4, myipv6: 'preserve' })).toBe('200 good')
    expect(held()).toBe(`${NEW4} ${OLD6}`)
    expect(await ask({ hostname: NAS, myip: NEW4 })).toBe('200 good')
    expect(held()).toBe(NEW4)
    expect(await ask({ hostname: NAS, myipv6: NEW6 })).toBe('200 good')
    expect(held()).toBe(`127.0.0.1 ${NEW6}`)
    expect(await ask({ hostname: NAS, myip: '', myipv6: NEW6 })).toBe('200 good')
    expect(held()).toBe(NEW6)
    expect(await ask({ hostname: NAS, myip: BOTH })).toBe('200 good')
    expect(held()).toBe(`${NEW4} ${NEW6}`)
    expect(await ask({ hostname: NAS, myip: `${NEW4},preserve` })).toBe('400 badrequest')
    expect(await ask({ hostname: NAS, myip: '11.22.33' })).toBe('400 badrequest')
  })

  it('deSEC changes all names of a list or none, with one word for all', async () => {
    await start('desec')
    const both = { myip: NEW4, myipv6: NEW6 }
    expect(await ask({ hostname: `${NAS},${STALE}`, ...both })).toBe('404 nohost')
    expect(held()).toBe(`${OLD4} ${OLD6}`)
    expect(await ask({ hostname: `${NAS},${CAM}`, ...both })).toBe('200 good')
    expect(held(CAM)).toBe(`${NEW4} ${NEW6}`)
  })

  it('Core-Networks removes the other family unless the request keeps it', async () => {
    await start('core-networks')
    expect(await ask({ hostname: NAS, myip: NEW4, keepipv6: '1' })).toBe('200 good')
    expect(held()).toBe(`${NEW4} ${OLD6}`)
    expect(await ask({ hostname: NAS, myip: NEW6 })).toBe('200 good')
    expect(held()).toBe(NEW6)
    expect(await ask({ hostname: NAS, myip: BOTH })).toBe('400 badrequest')
  })

  it('dyndnsd keeps only what the last request said, and needs myip beside myip6', async () => {
    await start('dyndnsd')
    expect(await ask({ hostname: NAS, myip: NEW4, myip6: NEW6 })).toBe(`200 good ${NEW4} ${NEW6}`)
    expect(await ask({ hostname: NAS, myip: NEW4, myip6: NEW6 })).toBe(`200 nochg ${NEW4} ${NEW6}`)
    expect(await ask({ hostname: NAS, myip6: NEW6 })).toBe('200 nohost')
    expect(await ask({ hostname: NAS, myip: NEW6 })).toBe(`200 good ${NEW6}`)
    expect(held()).toBe(NEW6)
  })

  it('dyndnsd stores the connection’s address when myip is a list', async () => {
    await start('dyndnsd')
    expect(await ask({ hostname: NAS, myip: BOTH })).toBe('200 good 127.0.0.1')
    expect(held()).toBe('127.0.0.1')
    expect(await ask({ hostname: NAS, myip: BOTH }, { via: 'ipv6' })).toBe('200 good ::1')
    expect(held()).toBe('::1')
  })

  it('dyndnsd refuses a list for one name that is not the user’s, with one word', async () => {
    await start('dyndnsd')
    const both = { myip: NEW4, myip6: NEW6 }
    expect(await ask({ hostname: `${NAS},${STALE}`, ...both })).toBe('200 nohost')
    expect(held()).toBe(`${OLD4} ${OLD6}`)
    expect(await ask({ hostname: `${NAS},${CAM}`, ...both })).toBe(`200 good ${NEW4} ${NEW6}\ngood ${NEW4} ${NEW6}`)
    expect(await ask({ hostname: `a.b.example.org`, ...both })).toBe('200 notfqdn')
  })
})

describe('one address a request', () => {
  it('docker-ddns stores the connection’s address for a list of addresses, and names it once for all names', async () => {
    await start('docker-ddns')
    expect(await ask({ hostname: `${NAS},${CAM}`, myip: NEW4 })).toBe(`200 good ${NEW4}`)
    expect(held(CAM)).toBe(`${NEW4} ${OLD6}`)
    expect(await ask({ hostname: NAS, myip: BOTH }, { via: 'ipv6' })).toBe('200 good ::1')
    expect(held()).toBe(`${NEW4} ::1`)
    expect(await ask({ hostname: '', myip: NEW4 })).toBe('200 notfqdn')
  })

  it('docker-ddns has done the names before one that fails', async () => {
    await start('docker-ddns')
    expect(await ask({ hostname: STALE, myip: NEW4 })).toBe(`200 good ${NEW4}`)
    expect(await ask({ hostname: `${NAS},nas.example.net,${CAM}`, myip: NEW4 })).toBe('200 dnserr')
    expect(held()).toBe(`${NEW4} ${OLD6}`)
    expect(held(CAM)).toBe(`${OLD4} ${OLD6}`)
  })

  it('a bare good tells nothing of the connection’s address that was stored', async () => {
    await start('bare-good')
    expect(await ask({ hostname: NAS, myip: BOTH })).toBe('200 good')
    expect(held()).toBe(`127.0.0.1 ${OLD6}`)
    expect(await ask({ hostname: `${NAS},${STALE},${CAM}`, myip: NEW4 })).toBe('200 good\nnohost\ngood')
  })

  it('dns.he.net answers a list with badip, always with status 200, and needs an existing record', async () => {
    const { provider } = await start('he-net')
    expect(await ask({ hostname: NAS, myip: BOTH })).toBe('200 badip')
    expect(await ask({ hostname: NAS, myip: NEW4 })).toBe(`200 good ${NEW4}`)
    expect(await ask({ hostname: NAS, myip: NEW4 })).toBe(`200 nochg ${NEW4}`)
    expect(await ask({ hostname: CAM, myip: NEW4 })).toBe('200 badauth')
    const [aaaa] = provider.zone.records({ name: NAS, type: 'AAAA' })
    provider.zone.remove(aaaa?.id ?? '')
    expect(await ask({ hostname: NAS, myip: NEW6 })).toBe('200 nohost')
    expect(held()).toBe(NEW4)
  })

  it('selfHOST calls a list of addresses abuse, and has statuses for malformed and private ones', async () => {
    await start('selfhost')
    expect(await ask({ myip: BOTH })).toBe('200 abuse')
    expect(await ask({ myip: '11.22.33' })).toBe('411 badrequest')
    expect(await ask({ myip: '192.168.1.4' })).toBe('412 badrequest')
    expect(await ask({ hostname: '1', myip: NEW6 })).toBe(`200 good ${NEW6}`)
    expect(held()).toBe(`${OLD4} ${NEW6}`)
  })
})

describe('a family that is not named is detected', () => {
  it('Dynu fills it from the connection, and `no` keeps it', async () => {
    await start('dynu')
    expect(await ask({ hostname: NAS, myipv6: NEW6 })).toBe(`200 good 127.0.0.1,${NEW6}`)
    expect(held()).toBe(`127.0.0.1 ${NEW6}`)
    expect(await ask({ hostname: NAS, myip: NEW4 }, { via: 'ipv6' })).toBe(`200 good ${NEW4},::1`)
    expect(await ask({ hostname: NAS, myip: 'no', myipv6: NEW6 })).toBe(`200 good ${NEW6}`)
    expect(held()).toBe(`${NEW4} ${NEW6}`)
    expect(await ask({ hostname: NAS, myip: BOTH, myipv6: 'no' })).toBe('200 badrequest')
    expect(await ask({ hostname: `${NAS},${CAM}`, myip: NEW4, myipv6: 'no' })).toBe('200 nohost')
  })

  it('nic.ru fills IPv4 only, replies with a line for each address, and says nohost for one name of a list', async () => {
    await start('nic-ru')
    expect(await ask({ hostname: NAS, ipv6: NEW6 })).toBe(`200 good 127.0.0.1\ngood ${NEW6}`)
    expect(await ask({ hostname: NAS, myip: NEW4 })).toBe(`200 good ${NEW4}`)
    expect(held()).toBe(`${NEW4} ${NEW6}`)
    const list = { hostname: `${NAS},${STALE}`, myip: NEW4, ipv6: NEW6 }
    expect(await ask(list)).toBe(`200 good ${NEW4}\ngood ${NEW6}\nnohost`)
    expect(await ask({ hostname: NAS, myip: BOTH })).toBe('200 dnserr')
  })

  it('No-IP keeps it, except for a request with myipv6 and without myip', async () => {
    await start('noip')
    expect(await ask({ hostname: NAS, myip: NEW6 })).toBe(`200 good ${NEW6}`)
    expect(held()).toBe(`${OLD4} ${NEW6}`)
    expect(await ask({ hostname: NAS, myipv6: NEW6 })).toBe(`200 good 127.0.0.1,${NEW6}`)
    expect(await ask({ hostname: `${NAS},${STALE}`, myip: BOTH })).toBe(`200 good ${BOTH}\nnohost`)
    expect(await ask({ hostname: `${NAS}`, myip: BOTH })).toBe(`200 nochg ${BOTH}`)
  })
})

describe('one name a request', () => {
  it('Infomaniak says nohost with status 400, also for an address that it cannot read', async () => {
    await start('infomaniak')
    expect(await ask({ hostname: `${NAS},${CAM}`, myip: NEW4 })).toBe('400 nohost')
    expect(await ask({ hostname: NAS, myip: BOTH })).toBe('400 nohost')
    expect(await ask({ hostname: NAS, myip: NEW4 })).toBe(`200 good ${NEW4}`)
    expect(held()).toBe(`${NEW4} ${OLD6}`)
  })

  it('a server that checks its parameters answers a list with 422 and JSON', async () => {
    await start('strict-422')
    expect(await ask({ hostname: `${NAS},${CAM}`, myip: NEW4 })).toMatch(/^422 \{"detail".*"hostname"/)
    expect(await ask({ hostname: NAS, myip: BOTH })).toMatch(/^422 .*"myip"/)
    expect(await ask({ hostname: STALE, myip: NEW4 })).toBe('404 nohost')
    expect(await ask({ hostname: NAS, myip: NEW4 })).toBe(`200 good ${NEW4}`)
  })

  it('nsupdate.info knows only the name of the login, and answers with one line or with one for each address', async () => {
    await start('nsupdate-info')
    expect(await ask({ hostname: CAM, myip: NEW4 })).toBe('200 nohost')
    expect(await ask({ hostname: `${NAS},${CAM}`, myip: NEW4 })).toBe('200 nohost')
    expect(await ask({ hostname: NAS, myip: BOTH })).toBe(`200 good ${BOTH}`)
    expect(await ask({ hostname: NAS, myip: BOTH })).toBe(`200 nochg ${BOTH}`)
    expect(await ask({ hostname: NAS, myip: `${NEW4},${OLD6}` })).toBe(`200 good ${OLD6}\nnochg ${NEW4}`)
    expect(await ask({ hostname: NAS, myip: `${NEW4},x` })).toBe('200 dnserr')
  })

  it('nsupdate.info removes the record for an address that is only a network, and says good', async () => {
    await start('nsupdate-info')
    expect(await ask({ hostname: NAS, myip: '2a0e:1111:0:1::' })).toBe('200 good 2a0e:1111:0:1::')
    expect(held()).toBe(OLD4)
  })

  it('PowerDNS-Admin says nochg for a list of names and for a name without a record, and does nothing', async () => {
    await start('powerdns-admin')
    expect(await ask({ hostname: `${NAS},${CAM}`, myip: NEW4 })).toBe('200 nochg')
    expect(await ask({ hostname: STALE, myip: NEW4 })).toBe('200 nochg')
    expect(held(STALE)).toBe('nothing')
    expect(await ask({ hostname: 'nas.example.net', myip: NEW4 })).toBe('200 nohost')
    expect(await ask({ hostname: NAS, myip: BOTH })).toBe('200 good')
    expect(held()).toBe(`${NEW4} ${NEW6}`)
    expect(await ask({ hostname: NAS, myip: 'x' })).toBe('200 good')
    expect(held()).toBe(`127.0.0.1 ${NEW6}`)
  })

  it('Poweradmin calls a list of names no name, takes ip and ip6 too, and removes the other family on request', async () => {
    await start('poweradmin')
    expect(await ask({ hostname: `${NAS},${CAM}`, myip: NEW4 })).toBe('200 notfqdn')
    expect(await ask({ hostname: NAS, ip: NEW4, ip6: NEW6 })).toBe('200 good')
    expect(held()).toBe(`${NEW4} ${NEW6}`)
    expect(await ask({ hostname: NAS, myip: `${OLD4},${OLD6}` })).toBe('200 good')
    expect(held()).toBe(`${OLD4} ${OLD6}`)
    expect(await ask({ hostname: NAS, myip: `${NEW4},x:` })).toBe('200 dnserr')
    expect(await ask({ hostname: NAS })).toBe('200 dnserr')
    expect(await ask({ hostname: NAS, myip: NEW4, dualstack_update: '1' })).toBe('200 good')
    expect(held()).toBe(NEW4)
  })
})

describe('a yes without a word', () => {
  it('Domeneshop takes lists and answers 204 with an empty body', async () => {
    await start('domeneshop')
    expect(await ask({ hostname: `${NAS},${CAM}`, myip: BOTH })).toBe('204')
    expect(held(CAM)).toBe(`${NEW4} ${NEW6}`)
    expect(await ask({ hostname: NAS, myip: OLD6 })).toBe('204')
    expect(held()).toBe(`${NEW4} ${OLD6}`)
    expect(await ask({ hostname: `${NAS},${STALE}`, myip: BOTH })).toMatch(/^404 \{/)
    expect(await ask({ hostname: NAS, myip: 'x' })).toMatch(/^400 \{/)
    expect(held()).toBe(`${NEW4} ${OLD6}`)
  })
})
