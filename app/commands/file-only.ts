// What only the settings file may say. A program that Homeward runs, and whether it runs any, is for who writes the file: a page
// that was taken over must not choose one. Every way in but the file goes through here.
import { ADDRESS_SOURCES, policyText, type SourcePolicy, sourcesOf } from '../contract/address-sources.ts'
import type { DetectionSettings, RecordSettings } from '../contract/settings.ts'
import type { SourceTable } from '../contract/source-description.ts'

const SOURCES: SourceTable = ADDRESS_SOURCES
type Policies = Pick<RecordSettings, 'ipv4' | 'ipv6'>

const policiesOf = ({ ipv4, ipv6 }: Policies): readonly SourcePolicy[] => [ipv4, ipv6].flatMap(sourcesOf)

/** Whether the record names a program that the file does not name already. */
export function isFileOnlyPolicy(record: Policies, inFile: readonly Policies[]): boolean {
  const known = new Set(inFile.flatMap(policiesOf).map((policy) => policyText(policy)))
  const fileOnly = policiesOf(record).filter(({ source }) => SOURCES[source]?.fileOnly === true)
  return fileOnly.some((policy) => !known.has(policyText(policy)))
}

/** Whether the change switches programs on. To switch them off is always allowed. */
export const switchesOn = (
  changed: DetectionSettings | null | undefined,
  { commands }: Pick<DetectionSettings, 'commands'> = {},
): boolean => changed?.commands === true && commands !== true

/** The files that the record's address comes from. */
export const pathsOf = (record: Policies): readonly string[] =>
  policiesOf(record).flatMap((policy) => (policy.source === 'file' ? [policy.path] : []))
