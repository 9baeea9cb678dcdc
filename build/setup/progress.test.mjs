import { describe, expect, it } from 'vitest'
import { createProgress, progressLine } from './progress.mjs'

describe('a download’s progress', () => {
  it.each([
    [{ received: 34_000_000, total: 110_000_000, resumedAt: 0 }, 34, '34 of 110 MB (30 %), 1.0 MB/s, 76 s left'],
    [
      { received: 34_000_000, total: 110_000_000, resumedAt: 30_000_000 },
      40,
      '34 of 110 MB (30 %), 0.1 MB/s, 13 min left',
    ],
    [{ received: 110_000_000, total: 110_000_000, resumedAt: 0 }, 100, '110 of 110 MB (100 %), 1.1 MB/s'],
    [{ received: 500_000, total: null, resumedAt: 0 }, 1, '0.5 MB, 0.5 MB/s'],
    [{ received: 30_000_000, total: 110_000_000, resumedAt: 30_000_000 }, 0, '30 of 110 MB (27 %), 0.0 MB/s'],
  ])('%j after %d s is "%s"', (progress, seconds, line) => {
    expect(progressLine(progress, seconds)).toBe(line)
  })

  it('is a line each five seconds in a file, with the last one always', () => {
    const lines = []
    let at = 0
    const progress = createProgress('Electron', { log: (line) => lines.push(line), stream: {}, now: () => at })
    for (at = 1_000; at <= 12_000; at += 1_000) {
      progress.show({ received: at * 1_000, total: 12_000_000, resumedAt: 0 })
    }
    progress.end()
    expect(lines.map((line) => /\((\d+) %\)/.exec(line)?.[1])).toEqual(['8', '50', '91', '100'])
  })

  it('is one changing line on a terminal, which ends with the download', () => {
    let written = ''
    const stream = { isTTY: true, write: (text) => (written += text) }
    const progress = createProgress('Electron', { log: () => expect.unreachable(), stream, now: () => 0 })
    progress.show({ received: 1_000_000, total: 2_000_000, resumedAt: 0 })
    progress.show({ received: 2_000_000, total: 2_000_000, resumedAt: 0 })
    progress.end()
    progress.end()
    expect(written).toBe(
      '\rElectron: 1.0 of 2.0 MB (50 %), 0.0 MB/s\x1b[K\rElectron: 2.0 of 2.0 MB (100 %), 0.0 MB/s\x1b[K\n',
    )
  })
})
