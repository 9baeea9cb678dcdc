// The detector as the app has it: the sources, and the guards around them.
import type { Settings } from '../contract/settings.ts'
import type { Detector } from '../model/observation.ts'
import type { AdapterTable } from '../model/ports.ts'
import { createDetector, type DetectorOptions } from './detector.ts'
import type { StoredGuardMemory } from './guards/guard-memory.ts'
import { createGuardingDetector } from './guards/guarding-detector.ts'
import { createPortalCheck } from './guards/portal-check.ts'

export interface GuardedDetectorOptions
  extends Pick<DetectorOptions, 'http' | 'clock' | 'log' | 'gateways' | 'neighbours'> {
  readonly adapters: Pick<AdapterTable, 'list' | 'bestRoute'>
  readonly settings: () => Settings
  readonly memory: StoredGuardMemory
  /** Whether the computer has a battery, as far as the system tells. */
  readonly hasBattery: () => boolean
  /** Whether it runs on one now. */
  readonly onBattery: () => boolean
}

export function createGuardedDetector(options: GuardedDetectorOptions): Detector {
  const { adapters, settings } = options
  const detection = () => settings().detection
  const detector = createDetector({
    ...options,
    bestRoute: (address, from) => adapters.bestRoute(address, from),
    echo: () => detection().echo,
    gateway: () => detection().gateway,
    vpnAdapters: () => detection().vpnAdapters,
  })
  const portal = createPortalCheck({ ...options, settings: () => detection().portal })
  return createGuardingDetector({ ...options, detector, portal })
}
