// Builds the page over samples and serves it on loopback with the policy the app's own scheme has, so that what works
// here works there: node renderer/dev/serve.mjs [port]. Prints the address.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build } from 'vite'

const renderer = join(dirname(fileURLToPath(import.meta.url)), '..')
const out = join(renderer, '../out/renderer-samples')
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

const policy = (nonce) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

export async function buildSamples() {
  await build({
    configFile: false,
    root: renderer,
    base: './',
    plugins: [react()],
    logLevel: 'warn',
    build: {
      outDir: out,
      emptyOutDir: true,
      target: 'chrome114',
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 2_000,
      rollupOptions: { input: join(renderer, 'dev/index.html') },
    },
  })
}

/** @returns the address of the sample page, and a function that ends the server. */
export async function serveSamples(port = 0) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname))
    try {
      const body = await readFile(join(out, path))
      const nonce = randomBytes(16).toString('base64')
      const type = TYPES[extname(path)] ?? 'application/octet-stream'
      response.writeHead(200, { 'content-type': type, 'content-security-policy': policy(nonce) })
      response.end(type === 'text/html' ? body.toString('utf8').replaceAll('__CSP_NONCE__', nonce) : body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${server.address().port}/dev/index.html`
  return { address, close: () => server.close() }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildSamples()
  const { address } = await serveSamples(Number(process.argv[2] ?? 0))
  process.stdout.write(`${address}\n`)
}
