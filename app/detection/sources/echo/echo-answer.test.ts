import { describe, expect, it } from 'vitest'
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
    ['a mapped one', '::ffff:11.22.33.44', []],
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
  ])('reads IPv6 out of %s', (_what, body, expected) => {
    expect(addressesIn(body, 'ipv6')).toEqual(expected)
  })
})
