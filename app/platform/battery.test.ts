import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { hasBattery, onBattery } from './battery.ts'

const folder = mkdtempSync(join(tmpdir(), 'homeward-battery-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function supply(name: string, values: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, name), { recursive: true })
  for (const [key, value] of Object.entries(values)) writeFileSync(join(folder, name, key), `${value}\n`)
}

describe('a computer without a desktop', () => {
  it('is not on battery when it has no battery', () => {
    expect(onBattery(join(folder, 'nowhere'))).toBe(false)
  })

  it('has a battery, charged or not, and a mouse is none', () => {
    expect(hasBattery(join(folder, 'nowhere'))).toBe(false)
    supply('mouse', { type: 'Battery', scope: 'Device', status: 'Discharging' })
    supply('AC', { type: 'Mains', online: '1' })
    expect(hasBattery(folder)).toBe(false)
    supply('BAT0', { type: 'Battery', status: 'Full' })
    expect(hasBattery(folder)).toBe(true)
  })

  it('is on battery while its battery discharges', () => {
    supply('BAT0', { type: 'Battery', status: 'Discharging' })
    expect(onBattery(folder)).toBe(true)
    supply('BAT0', { type: 'Battery', status: 'Charging' })
    expect(onBattery(folder)).toBe(false)
  })

  it('is not on battery while a supply is connected; a mouse’s battery does not count', () => {
    supply('BAT0', { type: 'Battery', status: 'Discharging' })
    supply('AC', { type: 'Mains', online: '1' })
    expect(onBattery(folder)).toBe(false)
    supply('AC', { type: 'Mains', online: '0' })
    expect(onBattery(folder)).toBe(true)
    supply('BAT0', { type: 'Battery', status: 'Full' })
    supply('mouse', { type: 'Battery', scope: 'Device', status: 'Discharging' })
    expect(onBattery(folder)).toBe(false)
  })
})
