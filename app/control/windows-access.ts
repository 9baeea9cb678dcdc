// Who may use a file on Windows, by its access list. Node knows only whether a file is read-only.
import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { windowsTool } from '../model/windows-tool.ts'

const run = promisify(execFile)
const LIMITS = { windowsHide: true, timeout: 5_000, maxBuffer: 65_536 }

/** The system, administrators, and whoever owns the file: they have access to everything of the user anyhow. */
const ALWAYS = new Set(['SY', 'BA', 'OW', 'S-1-5-18', 'S-1-5-32-544', 'S-1-3-4'])
const EVERYBODY = 'WD'

/**
 * @param sddl an access list as Windows writes it (Security Descriptor Definition Language), as "D:AI(A;ID;FA;;;SY)"
 * @param own the user's SID
 * @returns who else is let in: SIDs, or the two letters that stand for one
 */
export function othersIn(sddl: string, own: string): readonly string[] {
  const list = /D:([^(]*)((?:\(.*\))?)/.exec(sddl)
  // A file without a list is open to everybody.
  if (list === null || list[1]?.includes('NO_ACCESS_CONTROL')) return [EVERYBODY]
  const entries = (list[2] ?? '').split(/[()]/).filter((entry) => entry.includes(';'))
  return entries.flatMap((entry) => {
    const [type = '', flags = '', , , , sid = ''] = entry.split(';')
    const isDenial = type.endsWith('D')
    const isForChildren = /^(..)*IO/.test(flags)
    return isDenial || isForChildren || sid === own || ALWAYS.has(sid) ? [] : [sid]
  })
}

/** @returns who else may use the file; null when that cannot be found out */
export async function othersWithAccess(file: string): Promise<readonly string[] | null> {
  const saved = `${file}.access`
  try {
    await run(windowsTool('icacls.exe', process.env), [file, '/save', saved, '/q'], LIMITS)
    const { stdout } = await run(windowsTool('whoami.exe', process.env), ['/user', '/fo', 'csv', '/nh'], LIMITS)
    const own = /"(S-1-[\d-]+)"/.exec(stdout)?.[1]
    return own === undefined ? null : othersIn(await readFile(saved, 'utf16le'), own)
  } catch {
    return null
  } finally {
    await rm(saved, { force: true }).catch(() => undefined)
  }
}
