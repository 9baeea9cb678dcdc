// Whether the computer has a battery, and runs on it: from sysfs on Linux, elsewhere taken to be no.
// https://docs.kernel.org/power/power_supply_class.html
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SUPPLIES = '/sys/class/power_supply'

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}

/** @returns whether a battery of the system is there; that of a mouse or an uninterruptible supply is none */
export function hasBattery(folder: string = SUPPLIES): boolean {
  try {
    const of = (name: string, key: string) => read(join(folder, name, key))
    return readdirSync(folder).some((name) => of(name, 'type') === 'Battery' && of(name, 'scope') !== 'Device')
  } catch {
    return false
  }
}

/** @returns true when a battery of the system is being used up and no other supply is connected */
export function onBattery(folder: string = SUPPLIES): boolean {
  let names: readonly string[]
  try {
    names = readdirSync(folder)
  } catch {
    return false
  }
  const of = (name: string, key: string) => read(join(folder, name, key))
  const isConnected = names.some((name) => of(name, 'type') !== 'Battery' && of(name, 'online') === '1')
  // That of a mouse has the scope "Device".
  return !isConnected && names.some((name) => of(name, 'scope') !== 'Device' && of(name, 'status') === 'Discharging')
}
