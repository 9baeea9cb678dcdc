// Which paths the window may name. A path into the network makes Windows sign in there with the user's name, and a device does
// something when it is opened: only who writes the settings file may name those.

/** Names of devices in every folder of Windows, with any ending: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:[.:].*)?$/i
const SYSTEM_FOLDERS: readonly string[] = ['dev', 'proc', 'sys']

/** Whether a path names a share, a pipe or a device, by the rules of any system. */
export function isShareOrDevice(path: string): boolean {
  // Also "\\?\", "\\.\" and mixed slashes. "\??\" is the name that the kernel of Windows knows.
  if (/^\s*[\\/](?:[\\/]|\?\?)/.test(path) || /^\s*[a-z][a-z0-9+.-]+:/i.test(path)) return true
  const parts: string[] = []
  for (const part of path.split(/[\\/]/)) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  const isAbsolute = path.startsWith('/')
  return (isAbsolute && SYSTEM_FOLDERS.includes(parts[0] ?? '')) || parts.some((part) => DEVICE.test(part.trim()))
}
