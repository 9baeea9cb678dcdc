// Builds the page over samples and serves it on loopback: node renderer/dev/serve.mjs [port]. Prints the address. The
// responses are those of the app's own scheme, with its content policy, so that what works here also works in the app.
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build, runnerImport } from 'vite'

const renderer = join(dirname(fileURLToPath(import.meta.url)), '..')
const out = join(renderer, '../out/renderer-samples')

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

/** @returns the address of the sample page, and a function that closes the server. */
export async function serveSamples(port = 0) {
  const { module: scheme } = await runnerImport(join(renderer, '../app/shell/security/app-scheme.ts'))
  const server = createServer(async (request, response) => {
    const page = await scheme.pageResponse(new URL(request.url ?? '/', scheme.PAGE_URL).href, out)
    response.writeHead(page.status, Object.fromEntries(page.headers))
    response.end(Buffer.from(await page.arrayBuffer()))
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
