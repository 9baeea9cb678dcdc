// The documentation check: every npm script, file and link that the documents name must exist.
// Usage: node build/check/docs.mjs [folder]
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const NPM_OWN = new Set(['ci', 'install', 'pack', 'audit', 'exec'])
const TOP_FILES = /^[A-Z][A-Z-]*\.md$/

async function documents(root) {
  const top = (await readdir(root)).filter((name) => TOP_FILES.test(name))
  const docs = path.join(root, 'docs')
  const deeper = existsSync(docs)
    ? (await readdir(docs, { recursive: true })).filter((name) => name.endsWith('.md'))
    : []
  return [...top, ...deeper.map((name) => `docs/${name.replaceAll(path.sep, '/')}`)]
}

/** The script names in `npm run -s x`, `npm test` and `npm start`. */
function* scriptsIn(line) {
  for (const [, name] of line.matchAll(/\bnpm run (?:-{1,2}[a-z-]+ )*([a-z][\w:-]*)/g)) yield name
  for (const [, name] of line.matchAll(/\bnpm (test|start)\b/g)) yield name
}

/** Relative links, and paths in backticks that begin with one of our folders. */
function* pathsIn(line, topFolders) {
  for (const [, target] of line.matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)/g)) yield { target, relative: true }
  for (const [, code] of line.matchAll(/`([^`\s]+)`/g)) {
    const first = code.split('/')[0]
    if (code.includes('/') && topFolders.has(first) && !/[*{}<>…]|\.\.\./.test(code)) {
      yield { target: code.replace(/:\d+$/, ''), relative: false }
    }
  }
}

/**
 * @param {string} root project folder
 * @returns {Promise<{ documents: number, problems: string[] }>}
 */
export async function checkDocs(root) {
  const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'))
  const folders = await readdir(root, { withFileTypes: true })
  const ours = folders.filter((entry) => entry.isDirectory() && !['out', 'dist', 'node_modules'].includes(entry.name))
  const topFolders = new Set(ours.map((entry) => entry.name))
  const files = await documents(root)
  const problems = []
  for (const document of files) {
    const lines = (await readFile(path.join(root, document), 'utf8')).split('\n')
    for (const [index, line] of lines.entries()) {
      const where = `${document}:${index + 1}`
      for (const name of scriptsIn(line)) {
        if (!(name in scripts) && !NPM_OWN.has(name)) problems.push(`${where}: there is no npm script "${name}"`)
      }
      for (const { target, relative } of pathsIn(line, topFolders)) {
        const base = relative ? path.join(root, path.dirname(document)) : root
        if (!existsSync(path.join(base, decodeURI(target)))) problems.push(`${where}: there is no ${target}`)
      }
    }
  }
  return { documents: files.length, problems }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = path.resolve(process.argv[2] ?? path.join(path.dirname(fileURLToPath(import.meta.url)), '../..'))
  const { documents: count, problems } = await checkDocs(root)
  for (const problem of problems) process.stdout.write(`${problem}\n`)
  process.stdout.write(`${count} documents read, ${problems.length} wrong mentions\n`)
  process.exitCode = problems.length > 0 ? 1 : 0
}
