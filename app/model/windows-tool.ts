// Programs that come with Windows, by their full path. A bare name would also find a program in the current folder, or in a
// folder that comes before the system's on the PATH.

/**
 * @param name as "reg.exe"
 * @param env of this process. SystemRoot is set in every session.
 */
export function windowsTool(name: string, env: Readonly<Record<string, string | undefined>>): string {
  const root = env.SystemRoot
  // A drive letter first: neither a share nor a folder of the current drive.
  return `${root !== undefined && /^[A-Za-z]:\\/.test(root) ? root.replace(/\\+$/, '') : 'C:\\Windows'}\\System32\\${name}`
}
