import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { candidatePaths } from '../../../native-addon/index.cjs'

const file = 'homeward_network.node'
const prebuilt = join('native-addon/prebuilds', `${process.platform}-${process.arch}`, file)
const builtHere = join('native-addon/build/Release', file)

describe('the addon', () => {
  it('is looked for in the project that the code belongs to, and in no folder above it', () => {
    const expected = [builtHere, prebuilt].map((path) => join('/home/zoe/homeward', path))
    expect(candidatePaths('/home/zoe/homeward/native-addon')).toEqual(expected)
    expect(candidatePaths('/home/zoe/homeward/out/app')).toEqual(expected)
  })

  it.each(['/opt/Homeward/resources/app.asar', '/opt/Homeward/resources/app.asar.unpacked'])(
    'is only the file that the package in %s came with',
    (root) => {
      expect(candidatePaths(join(root, 'out/app'))).toEqual([join(root, prebuilt)])
    },
  )
})
