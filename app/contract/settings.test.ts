import { describe, expect, it } from 'vitest'
import { type AppOption, appOptionChangesSchema, appOptionsOf, appOptionsSchema, emptySettings } from './settings.ts'

const OPTIONS = Object.keys(appOptionsSchema.shape) as AppOption[]

describe('changes to the options', () => {
  it('leave absent options absent: no default stands in for them', () => {
    expect(appOptionChangesSchema.parse({})).toEqual({})
  })

  it.each(OPTIONS)('take the current value of %s, and null for its default', (option) => {
    const value = appOptionsOf(emptySettings())[option]
    if (value !== undefined) expect(appOptionChangesSchema.parse({ [option]: value })).toEqual({ [option]: value })
    expect(appOptionChangesSchema.parse({ [option]: null })).toEqual({ [option]: null })
  })

  it.each([
    { theme: 'pink' },
    { contact: 'Größe' },
    { detection: { debounceMs: 1 } },
    { version: 1 },
    { accounts: [] },
  ])('refuse %j', (changes) => expect(appOptionChangesSchema.safeParse(changes).success).toBe(false))
})

it('the options are all settings but the version, the accounts and the records', () => {
  const { version, accounts, records, ...options } = emptySettings()
  expect(appOptionsOf(emptySettings())).toEqual({ contact: undefined, ...options })
})

it('the window cannot say how requests leave: it is no option of the app', () => {
  expect(appOptionChangesSchema.safeParse({ network: { proxy: 'http://evil.example' } }).success).toBe(false)
})
