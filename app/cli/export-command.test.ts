import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contract/history.ts'
import type { Store } from '../model/store.ts'
import { beginAttempts, createStoreFile, newAttempt, type StoreFile, settleAttempts } from '../testing/store-file.ts'
import { type ExportFormat, exported } from './export-command.ts'

let file: StoreFile
let store: Store
beforeEach(() => {
  file = createStoreFile()
  store = file.open()
})
afterEach(() => file.close())

/** Words that providers and DNS servers have sent, and words that they might send. */
const WORDS = [
  'good 11.22.33.1',
  'a "quoted" word, and a comma',
  'two\nlines',
  'two\r\nlines',
  'a lone\rreturn',
  '=HYPERLINK("https://example.org","click")',
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '\tled by a tab',
  '\rled by a return',
  '＝1+1',
  '地址已更新，谢谢',
  'Größe \u{1f600} \u2028 end',
  'a null \u0000 byte',
  '',
]

function fail(detail: string, index: number): void {
  const to = `11.22.33.${index % 250}`
  const [attempt = 0] = beginAttempts(store, [
    newAttempt(to, { roundId: index, from: index % 2 ? '11.22.44.1' : null }),
  ])
  const failure = { kind: 'unrecognised', code: 'unknown-word', detail, retryAt: null } as const
  settleAttempts(store, [{ attempt, at: 2_000, result: 'failed', failure, raw: null }])
}

const fill = (count: number) => {
  const ids = beginAttempts(
    store,
    Array.from({ length: count }, (_, index) => newAttempt(`11.22.33.${index % 250}`)),
  )
  settleAttempts(
    store,
    ids.map((attempt) => ({ attempt, at: 2_000, result: 'confirmed', raw: 'good' })),
  )
}

const whole = (format: ExportFormat) => [...exported(store, format)].join('')
const all = (): readonly Attempt[] => store.history({ limit: 500 }).attempts

/** Reads CSV by the grammar of RFC 4180, section 2. A reader by the writer's authors could share its bugs. */
function parseCsv(text: string): string[][] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  const rows: string[][] = [[]]
  while (field.lastIndex < text.length) {
    const at = field.lastIndex
    const match = field.exec(text)
    if (match === null) throw new Error(`not RFC 4180 at ${JSON.stringify(text.slice(at, at + 40))}`)
    const [, quoted, bare = '', end] = match
    rows.at(-1)?.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'))
    if (end === '\r\n' && field.lastIndex < text.length) rows.push([])
  }
  return rows
}

const FORMULA = /^[=+\-@\t\r＝]/

describe('the export as CSV', () => {
  it('has every field of every attempt, whatever text is in it', () => {
    for (const [index, words] of WORDS.entries()) fail(words, index)
    const [header = [], ...rows] = parseCsv(whole('csv'))
    expect(rows).toHaveLength(WORDS.length)
    const asText = rows.map((row) => Object.fromEntries(header.map((name, column) => [name, row[column]])))
    for (const [index, attempt] of all().entries()) {
      const { detail, ...parts } = attempt
      const { detail: shown, ...text } = asText[index] ?? {}
      expect(text).toEqual(
        Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, String(value ?? '')])),
      )
      expect(shown).toBe(FORMULA.test(detail ?? '') ? `'${detail}` : detail)
    }
  })

  it('has no cell that a spreadsheet would take for a formula', () => {
    for (const [index, words] of WORDS.entries()) fail(words, index)
    const cells = parseCsv(whole('csv')).flat()
    expect(cells.filter((cell) => FORMULA.test(cell))).toEqual([])
  })
})

describe('the export as JSON lines', () => {
  it('is one attempt per line, with all fields unchanged', () => {
    for (const [index, words] of WORDS.entries()) fail(words, index)
    const text = whole('json')
    expect(text.endsWith('\n')).toBe(true)
    const lines = text.slice(0, -1).split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual(all())
  })
})

describe('the export of a long history', () => {
  it.each(['csv', 'json'] as const)('has each attempt once, newest first (%s)', (format) => {
    fill(1_203)
    const lines = whole(format).trimEnd().split(/\r?\n/)
    const ids = lines.slice(format === 'csv' ? 1 : 0).map((line) => Number(/\d+/.exec(line)?.[0]))
    expect(ids).toEqual(Array.from({ length: 1_203 }, (_, index) => 1_203 - index))
  })

  it('reads a page only after the previous one was written', () => {
    fill(1_203)
    let asked = 0
    const counting: Pick<Store, 'history'> = {
      history: (query) => {
        asked += 1
        return store.history(query)
      },
    }
    const parts = exported(counting, 'json')
    parts.next()
    expect(asked).toBe(1)
    expect([...parts]).toHaveLength(2)
    expect(asked).toBe(3)
  })

  it('continues past attempts that cannot be read', () => {
    fill(1_203)
    file.bare((database) =>
      database.exec('UPDATE attempts SET settled_at = 9223372036854775807 WHERE id BETWEEN 100 AND 900'),
    )
    expect(whole('json').trimEnd().split('\n')).toHaveLength(402)
  })

  it('of an empty history has only a header in CSV and nothing in JSON', () => {
    expect(parseCsv(whole('csv'))).toHaveLength(1)
    expect(whole('json')).toBe('')
  })
})
