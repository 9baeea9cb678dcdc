// Homeward's command line as installed on Windows: bundle, addon and the two prebuilt packages, in a folder with spaces and
// Chinese characters.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { projectRoot } from '../../native-addon/test/project-root.ts'
import type { WineLab } from './lab.ts'

const require = createRequire(join(projectRoot, 'package.json'))
const PACKAGES = ['keytar', '@photostructure/sqlite', 'node-gyp-build']

export interface InstalledApp {
  /** Linux path of the command line's bundle. */
  readonly headless: string
  /** Bundles a TypeScript program of e2e/wine into the same folder. @returns its Linux path */
  bundleBeside(name: string): Promise<string>
}

export async function installApp(lab: WineLab): Promise<InstalledApp> {
  const app = join(lab.folder, 'app')
  const headless = join(app, 'out/app/headless.cjs')
  const bundle = join(projectRoot, 'out/app/headless.cjs')
  if (!existsSync(bundle)) await promisify(execFile)(process.execPath, [join(projectRoot, 'build/bundle.mjs')])
  mkdirSync(dirname(headless), { recursive: true })
  cpSync(bundle, headless)
  cpSync(join(projectRoot, 'native-addon/prebuilds'), join(app, 'native-addon/prebuilds'), { recursive: true })
  for (const name of PACKAGES) {
    const source = dirname(require.resolve(`${name}/package.json`))
    cpSync(source, join(app, 'node_modules', name), { recursive: true })
  }
  return {
    headless,
    bundleBeside: async (name) => {
      const outfile = join(app, 'out/app', name.replace(/\.ts$/, '.cjs'))
      await build({
        entryPoints: [join(projectRoot, 'e2e/wine', name)],
        outfile,
        bundle: true,
        platform: 'node',
        format: 'cjs',
        target: 'node18',
        external: PACKAGES,
      })
      return outfile
    },
  }
}
