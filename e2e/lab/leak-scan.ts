// Searches every file under some folders for a secret, in each encoding that it could have.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** Plain, as UTF-16, in Base64 at each of three offsets, in hexadecimal and URL-encoded. */
function encodingsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret)
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    // The first and last characters depend on the neighbouring bytes, those between on the secret alone.
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
  })
  const texts = [secret, ...base64, bytes.toString('hex'), encodeURIComponent(secret)]
  return [...texts.map((text) => Buffer.from(text)), Buffer.from(secret, 'utf16le')]
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}

export interface Scan {
  readonly files: number
  /** Files that hold the secret. */
  readonly leaks: readonly string[]
}

export function holdsSecret(content: Buffer, secret: string): boolean {
  return encodingsOf(secret).some((encoding) => content.includes(encoding))
}

export async function scanForSecret(folders: readonly string[], secret: string): Promise<Scan> {
  const files = (await Promise.all(folders.map(filesUnder))).flat()
  const leaks: string[] = []
  for (const file of files) {
    // A running app may remove a file meanwhile.
    const content = await readFile(file).catch(() => Buffer.alloc(0))
    if (holdsSecret(content, secret)) leaks.push(file)
  }
  return { files: files.length, leaks }
}
