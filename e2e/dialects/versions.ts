// The versions of the clients that are compared.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { projectDir } from '../lab/process/runtime.ts'
import { runProgram } from './client.ts'

async function packageVersion(name: string): Promise<string> {
  const { stdout } = await runProgram('dpkg-query', ['-W', name], { PATH: process.env.PATH })
  return stdout.trim().split('\t')[1] ?? 'unknown'
}

export async function versions(): Promise<Readonly<Record<string, string>>> {
  const own = JSON.parse(await readFile(path.join(projectDir, 'package.json'), 'utf8')) as { version: string }
  return {
    Homeward: own.version,
    ddclient: await packageVersion('ddclient'),
    inadyn: await packageVersion('inadyn'),
  }
}
