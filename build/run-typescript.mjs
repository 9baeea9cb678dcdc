// Runs a TypeScript program of the project: bundles it into out/tools, without its packages, and starts it in this process.
// Usage: node build/run-typescript.mjs FILE [arguments]
import { createRequire } from 'node:module'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { inProject, projectDir } from './setup/project.mjs'

/** @param {string} entry relative to the project. @returns the bundle's path */
export async function bundleProgram(entry) {
  const outfile = inProject('out/tools', `${entry.replaceAll('/', '-').replace(/\.ts$/, '')}.cjs`)
  await build({
    absWorkingDir: projectDir,
    entryPoints: [inProject(entry)],
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [entry, ...rest] = process.argv.slice(2)
  if (entry === undefined) {
    process.stderr.write('usage: node build/run-typescript.mjs FILE [arguments]\n')
    process.exit(2)
  }
  const program = await bundleProgram(path.relative(projectDir, path.resolve(entry)).replaceAll(path.sep, '/'))
  process.setSourceMapsEnabled(true)
  process.env.HOMEWARD_PROJECT = projectDir
  process.argv = [process.argv[0], program, ...rest]
  createRequire(import.meta.url)(program)
}
