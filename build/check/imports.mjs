// The import checker: compares the imports of every TypeScript module with import-rules.mjs.
// Usage: node build/check/imports.mjs [folder]
import { existsSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { misplacedElectronNames } from './electron-names.mjs'
import { forbidden } from './import-rules.mjs'
import './typescript-parser.mjs'

const FOLDERS = ['app', 'renderer', 'native-addon', 'build', 'e2e']

/**
 * @param {string} root project folder
 * @returns {Promise<{ modules: number, problems: string[] }>} the number of our TypeScript modules, and one sentence for each
 *   wrong import
 */
export async function checkImports(root) {
  // Loaded only now: the alias of typescript-parser.mjs must be set first.
  const { cruise } = await import('dependency-cruiser')
  const { output } = await cruise(
    FOLDERS.filter((folder) => existsSync(path.join(root, folder))),
    {
      baseDir: root,
      ruleSet: { forbidden },
      validate: true,
      tsPreCompilationDeps: true,
      doNotFollow: { path: '(^|/)node_modules/' },
      exclude: { path: '^native-addon/build/' },
      enhancedResolveOptions: {
        exportsFields: ['exports'],
        conditionNames: ['import', 'require', 'node', 'default', 'types'],
      },
    },
  )
  const read = output.modules.filter(
    (module) => /\.tsx?$/.test(module.source) && FOLDERS.includes(module.source.split('/')[0]),
  )
  const wrong = output.summary.violations.map(
    ({ rule, from, to, cycle }) =>
      `${from} -> ${cycle ? cycle.map((step) => step.name).join(' -> ') : to}: ${rule.name}`,
  )
  return { modules: read.length, problems: [...wrong, ...(await misplacedElectronNames(root))] }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = path.resolve(process.argv[2] ?? path.join(path.dirname(fileURLToPath(import.meta.url)), '../..'))
  const { modules, problems } = await checkImports(root)
  for (const problem of problems) process.stdout.write(`${problem}\n`)
  process.stdout.write(`${modules} modules read, ${problems.length} wrong imports\n`)
  process.exitCode = problems.length > 0 || modules === 0 ? 1 : 0
}
