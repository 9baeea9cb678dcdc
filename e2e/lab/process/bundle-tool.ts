// Bundles a helper program into one file for plain Node: in another namespace no test runner loads TypeScript.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { projectDir } from './runtime.ts'

/** `import.meta` keeps naming the source file, by which a module finds its files. */
const keepSourcePaths: Plugin = {
  name: 'keep-source-paths',
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

/** @param entry relative to the project. @returns the bundle's path */
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
    plugins: [keepSourcePaths],
    logLevel: 'warning',
  })
  return outfile
}
