// Looks for a secret in every file under some folders, in the ways it could be written.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** The text as it may stand in a file: plain, as UTF-16, in Base64 at each of three offsets, in hexadecimal, in an address. */
function shapesOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret)
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    // The first and last characters mix in neighbours; what lies between is the secret's alone.
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
  return shapesOf(secret).some((shape) => content.includes(shape))
}

export async function scanForSecret(folders: readonly string[], secret: string): Promise<Scan> {
  const files = (await Promise.all(folders.map(filesUnder))).flat()
  const leaks: string[] = []
  for (const file of files) {
    // A file of a running app may go while it is looked for.
    const content = await readFile(file).catch(() => Buffer.alloc(0))
    if (holdsSecret(content, secret)) leaks.push(file)
  }
  return { files: files.length, leaks }
}
