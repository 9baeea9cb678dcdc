import { describe, expect, it } from 'vitest'
import { fitFuses } from './fuses.mjs'

const decided = { runAsNode: false, enableNodeCliInspectArguments: false, grantFileProtocolExtraPrivileges: false }
const old = ['runAsNode', 'enableNodeCliInspectArguments']

describe('the fuses of electron-builder.yml', () => {
  it('leave out what an older Electron does not have', () => {
    expect(fitFuses(decided, old, { forTests: false })).toEqual({
      runAsNode: false,
      enableNodeCliInspectArguments: false,
      strictlyRequireAllFuses: true,
    })
  })

  it('let a debugger in only in the package that tests drive', () => {
    expect(fitFuses(decided, old, { forTests: true }).enableNodeCliInspectArguments).toBe(true)
    expect(fitFuses(decided, old, { forTests: true }).runAsNode).toBe(false)
  })

  it('fail the build when a new Electron brings one that nobody decided about', () => {
    const present = [...Object.keys(decided), 'wasmTrapHandlers']
    expect(() => fitFuses(decided, present, { forTests: false })).not.toThrow()
    expect(() => fitFuses(decided, [...present, 'fuse 9'], { forTests: false })).toThrow('fuse 9')
  })
})
