import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { contentPolicy, fileOfUrl, isPageUrl, PAGE_URL, pageResponse, withNonce } from './app-scheme.ts'

const root = mkdtempSync(join(tmpdir(), 'homeward-page-'))
writeFileSync(join(root, 'index.html'), '<meta name="csp-nonce" content="__NONCE__"><title>page</title>')
writeFileSync(join(root, 'main.js'), 'export {}')
writeFileSync(join(root, 'secret.env'), 'token=1')
writeFileSync(join(root, '..', 'homeward-outside.js'), 'outside')
afterAll(() => {
  rmSync(root, { recursive: true })
  rmSync(join(root, '..', 'homeward-outside.js'))
})

describe('the page’s scheme', () => {
  it('serves the page and the files beside it', () => {
    expect(fileOfUrl(PAGE_URL, root)).toBe(join(root, 'index.html'))
    expect(fileOfUrl('homeward://app/', root)).toBe(join(root, 'index.html'))
    expect(fileOfUrl('homeward://app/assets/main-3f2a.js?v=1#x', root)).toBe(join(root, 'assets/main-3f2a.js'))
  })

  it.each([
    ['climbing', 'homeward://app/../homeward-outside.js'],
    ['climbing in the middle', 'homeward://app/assets/../../homeward-outside.js'],
    ['encoded dots', 'homeward://app/%2e%2e/homeward-outside.js'],
    ['doubly encoded dots', 'homeward://app/%252e%252e/homeward-outside.js'],
    ['encoded slash', 'homeward://app/..%2fhomeward-outside.js'],
    ['backslash', 'homeward://app/..\\homeward-outside.js'],
    ['encoded backslash', 'homeward://app/..%5chomeward-outside.js'],
    ['NUL', 'homeward://app/main.js\0.html'],
    ['encoded NUL', 'homeward://app/main.js%00.html'],
    ['UNC path', 'homeward://app//server/share/x.js'],
    ['UNC path with backslashes', 'homeward://app/\\\\server\\share\\x.js'],
    ['drive path', 'homeward://app/C:/Windows/win.js'],
    ['drive path after a slash', 'homeward://app//C:/Windows/win.js'],
    ['alternate data stream', 'homeward://app/main.js::$DATA.js'],
    ['hidden file', 'homeward://app/.git/x.js'],
    ['file type that the page does not use', 'homeward://app/secret.env'],
    ['folder', 'homeward://app/assets'],
    ['another host', 'homeward://other/main.js'],
    ['another host by user name', 'homeward://app@other/main.js'],
    ['a port', 'homeward://app:80/main.js'],
    ['another scheme', 'file:///etc/passwd.js'],
    ['nonsense', 'main.js'],
  ])('refuses %s', async (_what, address) => {
    expect(fileOfUrl(address, root)).toBeNull()
    expect((await pageResponse(address, root)).status).toBe(404)
  })

  it('answers a missing file like a refused one', async () => {
    expect((await pageResponse('homeward://app/missing.js', root)).status).toBe(404)
  })

  it('gives each load of the document a new nonce, in the policy and in the page', async () => {
    const [first, second] = await Promise.all([pageResponse(PAGE_URL, root), pageResponse(PAGE_URL, root)])
    const policy = first.headers.get('content-security-policy') ?? ''
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
    expect(nonce.length).toBeGreaterThanOrEqual(24)
    expect(await first.text()).toContain(`content="${nonce}"`)
    expect(second.headers.get('content-security-policy')).not.toBe(policy)
  })

  it('serves scripts with their content type and forbids sniffing', async () => {
    const response = await pageResponse('homeward://app/main.js', root)
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('allows the page only its own files', () => {
    expect(contentPolicy('abc')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-abc'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
  })

  it('leaves a document without the placeholder as it is', () => {
    expect(withNonce('<p>nonce</p>', 'abc')).toBe('<p>nonce</p>')
  })

  it('distinguishes its own addresses from similar ones', () => {
    expect(isPageUrl(PAGE_URL)).toBe(true)
    for (const address of [
      'homeward://app.evil/',
      'https://app/',
      'homeward:app',
      'about:blank',
      '',
      'homeward://u@app/',
    ]) {
      expect(isPageUrl(address), address).toBe(false)
    }
  })
})
