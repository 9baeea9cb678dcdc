// The stages of `npm test`, the fastest first. Each returns a StageResult and throws only for a bug.
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { checkDocs } from '../check/docs.mjs'
import { runChild } from '../setup/child.mjs'
import { inProject, projectDir } from '../setup/project.mjs'
import { emptyResult, single, sum } from './summary.mjs'

const node = process.execPath
const show = (line) => process.stdout.write(`${line}\n`)
const command = (args, options = {}) => runChild(node, args, { cwd: projectDir, timeoutMs: 1_800_000, ...options })

async function check(name, args) {
  const { code, timedOut, output } = await command(args, { quiet: true })
  if (code !== 0) show(output.trimEnd() || (timedOut ? 'took too long' : 'did not start'))
  return single(name, code === 0)
}

async function types() {
  const tsc = inProject('node_modules/typescript/bin/tsc')
  const projects = ['tsconfig.json', 'renderer/tsconfig.json', 'e2e/specs/tsconfig.json']
  return sum(await Promise.all(projects.map((project) => check(`types: ${project}`, [tsc, '-p', project]))))
}

const lint = () =>
  check('lint: biome ci', [
    inProject('node_modules/@biomejs/biome/bin/biome'),
    'ci',
    '--colors=off',
    '--error-on-warnings',
    '.',
  ])
const imports = () => check('import directions', [inProject('build/check/imports.mjs')])

async function docs() {
  const { problems } = await checkDocs(projectDir)
  for (const problem of problems) show(problem)
  return single('the documentation names only what exists', problems.length === 0)
}

/** Runs a child that writes its StageResult to a file. A child that ends without writing one has failed. */
async function reported(name, args, env = {}, further = []) {
  const folder = await mkdtemp(path.join(tmpdir(), 'homeward-report-'))
  const report = path.join(folder, 'report.json')
  const { code, timedOut } = await command([...args, report, ...further], { env: { ...process.env, ...env } })
  try {
    const result = JSON.parse(await readFile(report, 'utf8'))
    // A non-zero exit code without a failed test is a crash at the end, which must not look like success.
    return code === 0 || result.failed > 0 ? result : sum([result, single(`${name}: ended with ${code}`, false)])
  } catch {
    return single(`${name}: ${timedOut ? 'took too long' : `ended with ${code} and no report`}`, false)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const vitestStage = (project) => (env) => reported(project, [inProject('build/test/vitest-stage.mjs'), project], env)

const playwright = (project) => (env) =>
  reported('e2e', [inProject('build/run-typescript.mjs'), inProject('e2e/run-e2e.ts')], env, [`--project=${project}`])

/** Makes and checks the packages, and runs the end-to-end tests on the one for tests. */
const packages = async (env) => sum([await vitestStage('package')(env), await playwright('packaged')(env)])

async function wine(env) {
  if (!existsSync(inProject('e2e/wine'))) return emptyResult()
  return vitestStage('wine')(env)
}

/** Ten minutes of real changes, and a thousand accounts: only in the nightly test. */
async function soak({ HOMEWARD_NIGHTLY }) {
  if (!HOMEWARD_NIGHTLY) return emptyResult()
  const { code } = await command([inProject('build/run-typescript.mjs'), inProject('build/bench/soak.ts')])
  return single('soak', code === 0)
}

/** By name; `bundle` marks those that run the built app. */
export const STAGES = {
  types: { title: 'Types', run: types },
  lint: { title: 'Lint', run: lint },
  imports: { title: 'Import directions', run: imports },
  docs: { title: 'Documentation', run: docs },
  unit: { title: 'Unit tests and simulation', run: vitestStage('unit') },
  native: { title: 'Native addon', run: vitestStage('native') },
  process: { title: 'Command line, kill tests and lab', run: vitestStage('process'), bundle: true },
  e2e: { title: 'End-to-end tests', run: playwright('app'), bundle: true },
  package: { title: 'Packages', run: packages },
  soak: { title: 'Soak (nightly)', run: soak, bundle: true },
  wine: { title: 'Windows parts under Wine', run: wine, bundle: true },
}
