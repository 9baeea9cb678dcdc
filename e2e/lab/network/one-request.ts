// One request by Homeward's HTTP client, in whichever namespace it is started: one-request URL. Prints the result as JSON.
import { createHttpClient } from '../../../app/platform/http/http-client.ts'

async function ask(url: string): Promise<void> {
  const started = performance.now()
  const result = await createHttpClient().request({ method: 'GET', url, allowPlainHttp: true })
  console.log(JSON.stringify({ ...result, tookMs: performance.now() - started }))
}

void ask(process.argv[2] ?? '')
