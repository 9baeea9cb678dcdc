import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkDocs } from './docs.mjs'

let root
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'homeward-docs-'))
  mkdirSync(path.join(root, 'app'))
  writeFileSync(path.join(root, 'app/main.ts'), '')
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ scripts: { demo: 'x', test: 'x' } }))
})
afterEach(() => rmSync(root, { recursive: true }))

const problemsIn = async (text) => {
  writeFileSync(path.join(root, 'README.md'), text)
  return (await checkDocs(root)).problems
}

describe('the documentation check', () => {
  it('accepts scripts, files and links that exist', async () => {
    const text =
      'Type `npm run demo` or `npm test`; see `app/main.ts`, [it](app/main.ts) and [them](https://example.org/).'
    expect(await problemsIn(text)).toEqual([])
  })

  it('names a script that does not exist, with its line', async () => {
    expect(await problemsIn('\n`npm run --silent polish -- x`')).toEqual([
      'README.md:2: there is no npm script "polish"',
    ])
  })

  it('names a path and a link whose target does not exist', async () => {
    expect(await problemsIn('`app/gone.ts` and [this](docs/none.md)')).toEqual([
      'README.md:1: there is no docs/none.md',
      'README.md:1: there is no app/gone.ts',
    ])
  })
})
