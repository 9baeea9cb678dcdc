// Electron's raw IPC may be used in one file on each side. The import graph cannot check that: it knows files, not names.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { typescript } from './typescript-parser.mjs'

const ALLOWED = [
  { name: 'ipcMain', in: /^app\/shell\/ipc\/ipc-server(\.test)?\.ts$/ },
  { name: 'ipcRenderer', in: /^app\/preload\// },
]

function namesIn(file, text) {
  const source = typescript.createSourceFile(file, text, typescript.ScriptTarget.ES2022, true)
  const found = new Map()
  const visit = (node) => {
    if (typescript.isIdentifier(node) && !found.has(node.text)) {
      found.set(node.text, source.getLineAndCharacterOfPosition(node.getStart()).line + 1)
    }
    typescript.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** @returns {Promise<string[]>} one sentence for each name in a file that may not use it */
export async function misplacedElectronNames(root) {
  const files = await readdir(path.join(root, 'app'), { recursive: true })
  const problems = []
  for (const entry of files.filter((name) => /\.tsx?$/.test(name))) {
    const file = `app/${entry.replaceAll(path.sep, '/')}`
    const names = namesIn(file, await readFile(path.join(root, file), 'utf8'))
    for (const rule of ALLOWED) {
      const line = names.get(rule.name)
      if (line !== undefined && !rule.in.test(file)) problems.push(`${file}:${line}: ${rule.name} may not be used here`)
    }
  }
  return problems
}
