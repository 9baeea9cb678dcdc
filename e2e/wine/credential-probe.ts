// Makes calls to the credential store, given as JSON in the first argument, and prints each result. Each run is a process of
// its own, so that the next one knows only what Windows stored.
import { writeSync } from 'node:fs'
import keytar from 'keytar'
import { createCredentialStore } from '../../app/platform/credentials/credential-store.ts'

type Call =
  | { readonly read: [account: string, field: string] }
  | { readonly write: [account: string, field: string, value: string] }
  | { readonly clear: [account: string, field: string] }
  | { readonly list: true }
  /** Bytes of each entry that Windows stores for us. */
  | { readonly sizes: true }

async function makeCalls(calls: readonly Call[]): Promise<void> {
  const store = createCredentialStore()
  for (const call of calls) {
    let result: unknown
    if ('read' in call) result = await store.read(...call.read)
    else if ('write' in call) result = await store.write(...call.write)
    else if ('clear' in call) result = await store.clear(...call.clear)
    else if ('list' in call) result = await store.list()
    else result = (await keytar.findCredentials('Homeward')).map((one) => Buffer.byteLength(one.password))
    writeSync(1, `${JSON.stringify(result)}\n`)
  }
}

makeCalls(JSON.parse(process.argv[2] ?? '[]') as Call[]).catch((error: unknown) => {
  writeSync(2, `${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
})
