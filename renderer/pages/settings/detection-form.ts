// The detection settings while they are being edited: the form has text, the settings have numbers and lists. Limits come
// from the schema of the settings. Pure.
import type { Family } from '../../../app/contract/family.ts'
import { NETWORK_POLICIES, type NetworkPolicy } from '../../../app/contract/guards.ts'
import type { MessageKey, MessageParams } from '../../../app/contract/messages/translate.ts'
import { DETECTION_NUMBERS, type DetectionSettings, detectionSettingsSchema } from '../../../app/contract/settings.ts'

export type NumberName = keyof typeof DETECTION_NUMBERS
export const NUMBERS = Object.keys(DETECTION_NUMBERS) as readonly NumberName[]

export interface DetectionDraft {
  readonly numbers: Readonly<Record<NumberName, string>>
  /** One URL per line; empty for the built-in services. */
  readonly echo: Readonly<Record<Family, string>>
  readonly gateway: {
    readonly ask: boolean
    readonly announcements: AnnouncementChoice
    readonly events: boolean
  }
  readonly networks: NetworkChoice
  readonly probesPortals: boolean
  /** What the form does not show: it stays as it is in the file. */
  readonly kept: Pick<DetectionSettings, 'vpnAdapters' | 'commands' | 'throughProxy'> &
    Pick<DetectionSettings['portal'], 'operators'>
}

/** `system`: asked on a computer with a battery, published from everywhere on others. */
export const NETWORK_CHOICES = ['system', ...NETWORK_POLICIES] as const
export type NetworkChoice = 'system' | NetworkPolicy

/** `system`: on, except on Windows. */
export const ANNOUNCEMENT_CHOICES = ['system', 'on', 'off'] as const
export type AnnouncementChoice = (typeof ANNOUNCEMENT_CHOICES)[number]

export interface DetectionProblem {
  readonly key: MessageKey
  readonly params: MessageParams
}

export function draftOfDetection(settings: DetectionSettings): DetectionDraft {
  return {
    numbers: Object.fromEntries(NUMBERS.map((name) => [name, String(settings[name])])) as DetectionDraft['numbers'],
    echo: { ipv4: (settings.echo.ipv4 ?? []).join('\n'), ipv6: (settings.echo.ipv6 ?? []).join('\n') },
    gateway: { ...settings.gateway, announcements: choiceOf(settings.gateway.announcements) },
    networks: settings.networks ?? 'system',
    probesPortals: settings.portal.probe,
    kept: keptOf(settings),
  }
}

const keptOf = ({ commands, throughProxy, vpnAdapters, portal }: DetectionSettings): DetectionDraft['kept'] => ({
  vpnAdapters,
  operators: portal.operators,
  ...(commands === undefined ? {} : { commands }),
  ...(throughProxy === undefined ? {} : { throughProxy }),
})

const choiceOf = (announcements: boolean | undefined): AnnouncementChoice =>
  announcements === undefined ? 'system' : announcements ? 'on' : 'off'

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const toNumber = (text: string) => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN)

/** For the message about a number out of range. */
const limitsOf = (name: NumberName): { readonly min: number; readonly max: number } => {
  const { min, max } = DETECTION_NUMBERS[name]
  return { min, max }
}

/** The settings that the draft means, unchecked. */
function settingsOf(draft: DetectionDraft): unknown {
  const [ipv4, ipv6] = [linesOf(draft.echo.ipv4), linesOf(draft.echo.ipv6)]
  const { ask, announcements, events } = draft.gateway
  const { operators, ...kept } = draft.kept
  return {
    ...kept,
    ...Object.fromEntries(NUMBERS.map((name) => [name, toNumber(draft.numbers[name])])),
    echo: { ...(ipv4.length > 0 ? { ipv4 } : {}), ...(ipv6.length > 0 ? { ipv6 } : {}) },
    gateway: { ask, events, ...(announcements === 'system' ? {} : { announcements: announcements === 'on' }) },
    ...(draft.networks === 'system' ? {} : { networks: draft.networks }),
    portal: { probe: draft.probesPortals, ...(operators === undefined ? {} : { operators }) },
  }
}

/** @returns the settings, or the problem of each wrong field by its key: the name of a number, `ipv4` or `ipv6` */
export function readDetection(
  draft: DetectionDraft,
):
  | { readonly ok: true; readonly settings: DetectionSettings }
  | { readonly ok: false; readonly problems: Readonly<Record<string, DetectionProblem>> } {
  const parsed = detectionSettingsSchema.safeParse(settingsOf(draft))
  if (parsed.success) return { ok: true, settings: parsed.data }
  const problems: Record<string, DetectionProblem> = {}
  for (const { path } of parsed.error.issues) {
    const number = NUMBERS.find((name) => name === path[0])
    if (number !== undefined) problems[number] = { key: 'window.problem.number', params: limitsOf(number) }
    else problems[String(path[1])] = { key: 'window.problem.echoes', params: {} }
  }
  return { ok: false, problems }
}
