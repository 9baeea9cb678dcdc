// The tray's tooltip: one sentence, within what Windows shows of it.
import { type AppSnapshot, publishedIn } from '../../contract/snapshot.ts'

/** Windows keeps 128 UTF-16 units including the final zero. Electron silently cuts longer texts. */
export const MAX_TOOLTIP = 127

/** @returns the text, or its beginning and an ellipsis. It is cut between the characters that people see. */
export function fitted(text: string, limit = MAX_TOOLTIP): string {
  if (text.length <= limit) return text
  // Created only for a text that is too long: loading its tables takes longer than all the rest of the tray.
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  let kept = ''
  for (const { segment } of segments.segment(text)) {
    if (kept.length + segment.length > limit - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

/** @returns the distinct published addresses, in the order of the records. */
function publishedAddresses(snapshot: Pick<AppSnapshot, 'records'>): string[] {
  const all = snapshot.records.flatMap((record) => record.families.map(publishedIn))
  return [...new Set(all)].filter((address) => address !== null)
}

/** @returns product name and the engine's sentence. When all is well, also the addresses that it does not name, if they fit. */
export function trayTooltip(snapshot: Pick<AppSnapshot, 'summary' | 'records' | 'overall'>): string {
  const sentence = `Homeward: ${snapshot.summary.replace(/\s+/g, ' ').trim()}`
  if (snapshot.overall !== 'ok') return fitted(sentence)
  const missing = publishedAddresses(snapshot).filter((address) => !sentence.includes(address))
  for (let count = Math.min(missing.length, 2); count > 0; count--) {
    const whole = `${sentence} (${missing.slice(0, count).join(', ')})`
    if (whole.length <= MAX_TOOLTIP) return whole
  }
  return fitted(sentence)
}
