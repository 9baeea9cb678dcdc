// A helper program of the lab as one file that plain Node runs: in another namespace there is no test runner to load TypeScript.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { projectDir } from './runtime.ts'

/** A module's own place stays where its source is: it finds its files by it. */
const ownPlaces: Plugin = {
  name: 'own-places',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8')
      if (!text.includes('import.meta')) return null
      const contents = text
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href))
        .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file)))
      return { contents, loader: 'ts' }
    })
  },
}

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
    plugins: [ownPlaces],
    logLevel: 'warning',
  })
  return outfile
}
