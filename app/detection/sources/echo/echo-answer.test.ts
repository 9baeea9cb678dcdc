import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAMILIES, parseAddress } from '../../../model/address.ts'
import { addressesIn } from './echo-answer.ts'

describe('the address in an echo answer', () => {
  it.each([
    ['plain text', '11.22.33.44\n', ['11.22.33.44']],
    ['a sentence', 'Your address is 11.22.33.44.', ['11.22.33.44']],
    ['JSON', '{"ip":"11.22.33.44","port":4711}', ['11.22.33.44']],
    ['a label glued on', 'IPv4:11.22.33.44', ['11.22.33.44']],
    ['a port', '11.22.33.44:52100', ['11.22.33.44']],
    ['a small page', '<html><body>Current IP Address: <b>11.22.33.44</b></body></html>', ['11.22.33.44']],
    ['a trace', 'fl=1f2\nh=api.example.org\nip=11.22.33.44\nts=1700000000.123\nvisit_scheme=https\n', ['11.22.33.44']],
    ['the same one twice', '11.22.33.44, 11.22.33.44', ['11.22.33.44']],
    ['two of them', '11.22.33.44 11.22.33.45', ['11.22.33.44', '11.22.33.45']],
    ['one of the other family', '2a0e:1111::1', []],
    ['a mapped one', '::ffff:11.22.33.44', ['11.22.33.44']],
    ['a mapped one in hexadecimal', '::FFFF:b16:212c', ['11.22.33.44']],
    ['a mapped one in JSON', '{"ip":"::ffff:11.22.33.44"}', ['11.22.33.44']],
    ['a trace that was asked by address', 'fl=1f2\nh=11.22.33.1\nip=11.22.33.44\nkex=X25519\n', ['11.22.33.44']],
    ['a trace with Windows line ends', 'h=11.22.33.1\r\nip=11.22.33.44\r\n', ['11.22.33.44']],
    ['a trace whose address is IPv6', 'h=11.22.33.1\nip=2a0e:1111::1\n', []],
    ['a trace without its address', 'h=11.22.33.1\nts=1700000000.123\n', []],
    ['a trace whose address is damaged', 'h=11.22.33.1\nip=8.8.8.8.evil\n', []],
    ['JSON with other addresses', '{"via":"11.22.33.1","ip":"11.22.33.44","dns":["11.22.33.2"]}', ['11.22.33.44']],
    ['JSON with a key of two words', '{"server_ip":"11.22.33.1","clientIp":"11.22.33.44"}', ['11.22.33.44']],
    ['JSON one level down', '{"ok":true,"data":{"ip":"11.22.33.44","geo":{"ip":"11.22.33.1"}}}', ['11.22.33.44']],
    ['JSON with a key of its own', '{"result":"11.22.33.44","version":"1.21.4.1"}', ['11.22.33.44']],
    ['JSON for both families', '{"ipv4":"11.22.33.44","ipv6":"2a0e:1111::1"}', ['11.22.33.44']],
    ['JSON with a postal address', '{"ip":"11.22.33.44","address":"Berlin"}', ['11.22.33.44']],
    ['JSON whose address is cut', '{"ip":"11.22.33.44.evil","peer":"11.22.33.1","x":"11.22.33.2"}', []],
    ['a JSON text', '"11.22.33.44"', ['11.22.33.44']],
    ['JSON that ends early', '{"ip":"11.22.33.4', []],
    ['comma-separated fields', 'IPv4,11.22.33.44,v1.1,,,See the notes', ['11.22.33.44']],
    ['a label in another script', '您的IP地址：11.22.33.44', ['11.22.33.44']],
    ['a variable', 'var ip = "11.22.33.44";', ['11.22.33.44']],
    ['a text node with spaces', '<p>\n  11.22.33.44&nbsp;\n</p>', ['11.22.33.44']],
    ['XML', '<?xml version="1.0"?><r><ip>11.22.33.44</ip></r>', ['11.22.33.44']],
    ['a hostname', '8.8.8.8.evil', []],
    ['a hostname with a dash', '11.22.33.44-evil.example', []],
    ['a path', '/11.22.33.44/', []],
    ['a prefix', '11.22.33.0/24', []],
    ['a version', 'nginx/1.21.4.1', []],
    ['a page with a version', '<h1>404</h1><hr><center>openresty/1.21.4.1</center>', []],
    ['a labelled version', 'Server version: 1.21.4.1', []],
    ['prose', 'Traffic from 11.22.33.44 was blocked', []],
    ['one in the compatible form', '::11.22.33.44', []],
    ['five parts', '11.22.33.44.55', []],
    ['octal parts', '011.022.033.044', []],
    ['a part too high', '11.22.33.444', []],
    ['one inside markup only', '<input value="11.22.33.44"><!-- 11.22.33.45 -->', []],
    ['one inside a script', '<script>var a="11.22.33.44"</script>none', []],
    ['nothing', '', []],
  ])('reads IPv4 out of %s', (_what, body, expected) => {
    expect(addressesIn(body, 'ipv4')).toEqual(expected)
  })

  it.each([
    ['plain text', '2A0E:1111:0:0::1', ['2a0e:1111::1']],
    ['a label glued on', 'ip:2a0e:1111::1', ['2a0e:1111::1']],
    ['both families', '11.22.33.44 2a0e:1111::1', ['2a0e:1111::1']],
    ['two spellings of one', '2a0e:1111::1 2a0e:1111:0:0:0:0:0:1', ['2a0e:1111::1']],
    ['a scoped one', 'fe80::1%eth0', []],
    ['a time of day', '12:34:56', []],
    ['three colons', '2606:4700:::1', []],
    ['nine groups', '1:2:3:4:5:6:7:8:9', []],
    ['nine groups with a label', 'ip=2a0e:1:2:3:4:5:6:7:8', []],
    ['a prefix', '2a0e:1111::/32', []],
    ['brackets and a port', '[2a0e:1111::1]:443', ['2a0e:1111::1']],
    ['a trace', 'h=[2a0e:1111::9]\nip=2a0e:1111::1\n', ['2a0e:1111::1']],
    ['an IPv4 address in IPv6 form', '::ffff:11.22.33.44', []],
    ['JSON for both families', '{"ipv4":"11.22.33.44","ipv6":"2a0e:1111::1"}', ['2a0e:1111::1']],
  ])('reads IPv6 out of %s', (_what, body, expected) => {
    expect(addressesIn(body, 'ipv6')).toEqual(expected)
  })

  const canonical = (text: string) => parseAddress(text)?.text
  const address = fc.oneof(fc.ipV4(), fc.ipV6()).filter((text) => !canonical(text)?.startsWith('::ffff:'))
  const both = (body: string) => FAMILIES.flatMap((family) => addressesIn(body, family))

  it('is found in whatever form the service gives it', () => {
    const forms: readonly ((text: string) => string)[] = [
      (text) => text,
      (text) => `${text}\r\n`,
      (text) => `h=11.22.33.1\nip=${text}\nts=1.5\n`,
      (text) => `Current IP Address: ${text}`,
      (text) => JSON.stringify({ host: '11.22.33.1', ip: text }),
      (text) => `<html><body>Current IP Address: <b>${text}</b></body></html>`,
    ]
    fc.assert(
      fc.property(address, fc.constantFrom(...forms), (text, form) => {
        expect(both(form(text))).toEqual([canonical(text)])
      }),
    )
  })

  it('is never cut out of something longer', () => {
    const glue = fc.stringMatching(/^[0-9A-Za-z.:%/_@-]{1,6}$/)
    fc.assert(
      fc.property(address, glue, glue, fc.constantFrom('before', 'after', 'both'), (text, left, right, side) => {
        const longer = `${side === 'after' ? '' : left}${text}${side === 'before' ? '' : right}`
        const isRead = /^\d+\.\d+\.\d+\.\d+:\d{1,5}$/.test(longer) || /^(ip|addr)[a-z0-9]*[:=]/i.test(longer)
        fc.pre(!isRead && canonical(longer) === undefined)
        for (const body of [longer, `<p>${longer}</p>`, JSON.stringify({ ip: longer }), `ip=${longer}`]) {
          expect(both(body), body).toEqual([])
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
