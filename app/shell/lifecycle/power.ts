// Tells the engine of sleep and session locks.
import type { PowerMonitor } from 'electron'
import type { Disposer } from '../../model/ports.ts'
import type { PowerEvent } from '../engine-port.ts'

/** @returns a function that ends the subscription. */
export function watchPower(monitor: Pick<PowerMonitor, 'on' | 'off'>, tell: (event: PowerEvent) => void): Disposer {
  const suspend = (): void => tell('suspend')
  const resume = (): void => tell('resume')
  const lock = (): void => tell('lock')
  const unlock = (): void => tell('unlock')
  monitor.on('suspend', suspend)
  monitor.on('resume', resume)
  monitor.on('lock-screen', lock)
  monitor.on('unlock-screen', unlock)
  return () => {
    monitor.off('suspend', suspend)
    monitor.off('resume', resume)
    monitor.off('lock-screen', lock)
    monitor.off('unlock-screen', unlock)
  }
}
