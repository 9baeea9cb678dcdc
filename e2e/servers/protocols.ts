// The protocols that the practice provider speaks unless a test names others: a line for each.
import { cloudflare } from './cloudflare.ts'
import { duckdns } from './duckdns.ts'
import { dyndns2 } from './dyndns2.ts'
import type { PracticeProtocol } from './protocol.ts'

export const PROTOCOLS: readonly PracticeProtocol[] = [dyndns2(), duckdns, cloudflare]
