import { expect, it } from 'vitest'
import { IPV4_SPECIAL_PURPOSE, IPV6_SPECIAL_PURPOSE } from '../../model/special-purpose.ts'
import { blockName } from './special-purpose-names.ts'

it('every special-purpose block has a Chinese name', () => {
  const names = [...IPV4_SPECIAL_PURPOSE, ...IPV6_SPECIAL_PURPOSE].map(({ name }) => name)
  const untold = names.filter((name) => !/\p{Script=Han}|^ORCHID/u.test(blockName('zh-CN', name)))
  expect(untold).toEqual([])
})

it('a name that is not known is left as it is, whatever it is', () => {
  expect(blockName('zh-CN', 'constructor')).toBe('constructor')
  expect(blockName('en', 'loopback')).toBe('loopback')
})
