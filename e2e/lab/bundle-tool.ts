// A helper program of the lab as one file that plain Node runs: in another namespace there is no test runner to load TypeScript.
import path from 'node:path'
import { build } from 'esbuild'
import { projectDir } from './runtime.ts'

/** @param entry relative to the project. @returns the bundle's path. */
export async function bundleTool(entry: string): Promise<string> {
  const outfile = path.join(projectDir, 'out/tools', `${entry.replaceAll('/', '-').replace(/\.ts$/, '')}.cjs`)
  await build({
    absWorkingDir: projectDir,
    entryPoints: [path.join(projectDir, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  return outfile
}
