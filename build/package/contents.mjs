// Reads a finished package without the packer: the archive, the files beside it, and what Windows reads from the executable.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { packerModule } from './packer-modules.mjs'

const asar = packerModule('@electron/asar')
const resedit = packerModule('resedit')

/** @returns {Promise<string[]>} names with slashes, sorted */
export async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  return files.map((file) => path.relative(folder, file).replaceAll(path.sep, '/')).sort()
}

/** Reads the archive's list of files, which includes those that lie beside it. */
export function openArchive(file) {
  const names = asar.listPackage(file).map((name) => name.slice(1).replaceAll(path.sep, '/'))
  const entries = names.map((name) => [name, asar.statFile(file, name)]).filter(([, entry]) => !('files' in entry))
  return {
    files: entries.map(([name]) => name).sort(),
    unpacked: entries
      .filter(([, entry]) => entry.unpacked)
      .map(([name]) => name)
      .sort(),
    read: (name) => asar.extractFile(file, name),
    /** Electron checks it before it opens the archive. */
    headerSum: createHash('sha256').update(asar.getRawHeader(file).headerString).digest('hex'),
  }
}

const RT_ICON_GROUP = 14

/** @returns what Explorer, Task Manager and Electron's integrity check read from an executable */
export async function readWindowsExecutable(file) {
  const { entries } = resedit.NtExecutableResource.from(resedit.NtExecutable.from(await readFile(file)))
  const [info] = resedit.Resource.VersionInfo.fromEntries(entries)
  const groups = resedit.Resource.IconGroupEntry.fromEntries(entries)
  const integrity = entries.find(({ type }) => type === 'INTEGRITY')
  return {
    words: info.getStringValues(info.getAllLanguagesForStringValues()[0]),
    iconGroups: entries.filter(({ type }) => type === RT_ICON_GROUP).length,
    // A width of 0 means 256.
    iconSizes: groups.flatMap(({ icons }) => icons.map(({ width }) => width || 256)),
    integrity: integrity === undefined ? null : JSON.parse(Buffer.from(integrity.bin).toString()),
  }
}

const ELF_X64 = 62
const PE_X64 = 0x8664

/** @returns {Promise<'linux-x64' | 'win32-x64' | 'other'>} the system that a native library was built for, by its header */
export async function builtFor(file) {
  const bytes = await readFile(file)
  if (bytes.subarray(0, 4).equals(Buffer.from('\x7fELF')))
    return bytes.readUInt16LE(18) === ELF_X64 ? 'linux-x64' : 'other'
  if (bytes.toString('latin1', 0, 2) !== 'MZ') return 'other'
  const header = bytes.readUInt32LE(0x3c)
  const isPe = bytes.toString('latin1', header, header + 4) === 'PE\0\0'
  return isPe && bytes.readUInt16LE(header + 4) === PE_X64 ? 'win32-x64' : 'other'
}
