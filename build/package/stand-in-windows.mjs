// Makes a stand-in for Electron's Windows distribution, cross-compiled here: only what the packer needs. With it Windows
// packages can be made and checked where the real one cannot be downloaded. They cannot be run.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { runChild } from '../setup/child.mjs'
import { inProject } from '../setup/project.mjs'

const COMPILER = 'x86_64-w64-mingw32-gcc'
const RESOURCES = 'x86_64-w64-mingw32-windres'
export const STAND_IN_NOTE = 'STAND-IN.txt'

/** As in Electron's own executable: the packer replaces the values, and fails without this block. */
const versionInfo = (version) => {
  const numbers = [...version.split(/[.-]/).filter((part) => /^\d+$/.test(part)), 0, 0, 0].slice(0, 4).join(',')
  return `#include <winver.h>
1 VERSIONINFO
FILEVERSION ${numbers}
PRODUCTVERSION ${numbers}
FILEOS 0x40004
FILETYPE 1
BEGIN
 BLOCK "StringFileInfo" BEGIN BLOCK "040904b0" BEGIN
  VALUE "ProductName", "Electron"
  VALUE "FileDescription", "Electron"
  VALUE "FileVersion", "${version}"
  VALUE "ProductVersion", "${version}"
 END END
 BLOCK "VarFileInfo" BEGIN VALUE "Translation", 0x409, 1200 END
END
`
}

async function compile(command, args) {
  const { code, output } = await runChild(command, args, { timeoutMs: 60_000, quiet: true })
  return code === 0 ? null : `${command}: ${output.trim().split('\n').at(-1)}`
}

/**
 * @param {string} folder is replaced
 * @param {string} version of the Electron that it stands in for
 * @returns {Promise<string | null>} what went wrong; null when the folder is ready
 */
export async function makeStandIn(folder, version) {
  await rm(folder, { recursive: true, force: true })
  await mkdir(path.join(folder, 'resources'), { recursive: true })
  await mkdir(path.join(folder, 'locales'))
  const script = path.join(folder, 'electron.rc')
  const resources = path.join(folder, 'electron.o')
  await writeFile(script, versionInfo(version))
  const source = inProject('build/package/stand-in/electron.c')
  const flags = ['-O2', '-s', '-mwindows', `-DELECTRON_VERSION=${version}`]
  const failed =
    (await compile(RESOURCES, ['-i', script, '-o', resources])) ??
    (await compile(COMPILER, [...flags, '-o', path.join(folder, 'electron.exe'), source, resources]))
  await rm(script)
  await rm(resources, { force: true })
  if (failed !== null) return failed
  await writeFile(path.join(folder, 'locales/en-US.pak'), '')
  await writeFile(path.join(folder, 'version'), version)
  const note = `Made without Electron ${version} for Windows: Homeward.exe is a stand-in that cannot run the app.\n`
  await writeFile(path.join(folder, STAND_IN_NOTE), note)
  return null
}
