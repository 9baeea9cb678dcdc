// The real sides of what single address sources use.
import { randomBytes } from 'node:crypto'
import type { ReadSmallFile } from '../model/address-file.ts'
import type { RunCommand } from '../model/command.ts'
import type { DnsClient } from '../model/dns.ts'
import type { HostLookup } from '../model/host-lookup.ts'
import type { LanSockets } from '../model/lan.ts'
import { readSmallFile } from './files/small-file.ts'
import { lookUpHost } from './network/host-lookup.ts'
import { runCommand } from './process/run-command.ts'

export interface RealSourcePorts {
  readonly dns: DnsClient
  readonly lookup: HostLookup
  readonly datagrams: LanSockets
  readonly randomBytes: (count: number) => Uint8Array
  readonly runCommand: RunCommand
  readonly readFile: ReadSmallFile
}

export const createSourcePorts = (dns: DnsClient, datagrams: LanSockets): RealSourcePorts => ({
  dns,
  lookup: lookUpHost,
  datagrams,
  randomBytes,
  runCommand,
  readFile: readSmallFile,
})
