// Reports sleep and session locks to the engine.
import type { PowerMonitor } from 'electron'
import type { Disposer } from '../../model/ports.ts'
import type { PowerEvent } from '../engine-port.ts'

/** @returns a function that ends the subscription. */
export function subscribeToPower(
  monitor: Pick<PowerMonitor, 'on' | 'off'>,
  onEvent: (event: PowerEvent) => void,
): Disposer {
  const suspend = (): void => onEvent('suspend')
  const resume = (): void => onEvent('resume')
  const lock = (): void => onEvent('lock')
  const unlock = (): void => onEvent('unlock')
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
