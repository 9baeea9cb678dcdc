// Runs a TypeScript program of the project: bundled into out/tools, packages left where they are, then started here.
// Usage: node build/run-typescript.mjs FILE [arguments]
import { createRequire } from 'node:module'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { inProject, projectDir } from './setup/project.mjs'

/** @returns the bundle's path. @param {string} entry relative to the project */
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
