import { describe, expect, it } from 'vitest'
import { fitFuses } from './fuses.mjs'

const configured = { runAsNode: false, enableNodeCliInspectArguments: false, grantFileProtocolExtraPrivileges: false }
const old = ['runAsNode', 'enableNodeCliInspectArguments']

describe('the fuses of electron-builder.yml', () => {
  it('leave out those that an older Electron does not have', () => {
    expect(fitFuses(configured, old, { forTests: false })).toEqual({
      runAsNode: false,
      enableNodeCliInspectArguments: false,
      strictlyRequireAllFuses: true,
    })
  })

  it('allow a debugger only in the package for tests', () => {
    expect(fitFuses(configured, old, { forTests: true }).enableNodeCliInspectArguments).toBe(true)
    expect(fitFuses(configured, old, { forTests: true }).runAsNode).toBe(false)
  })

  it('fail the build when a new Electron has one that is not configured', () => {
    const present = [...Object.keys(configured), 'wasmTrapHandlers']
    expect(() => fitFuses(configured, present, { forTests: false })).not.toThrow()
    expect(() => fitFuses(configured, [...present, 'fuse 9'], { forTests: false })).toThrow('fuse 9')
  })
})
