// Paths of the project, for scripts that run before any dependency is installed.
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
/** Downloads and unpacked runtimes: never committed, safe to delete. */
export const cacheDir = path.join(projectDir, '.cache')
export const inProject = (...parts) => path.join(projectDir, ...parts)
