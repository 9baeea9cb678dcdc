// The rules for log lines: the message is a fixed text in lower case, without values; an error's text is the detail `error`.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { typescript } from './typescript-parser.mjs'

const LEVELS = ['debug', 'info', 'warn', 'error']

/** `log(…)`, `this.#log(…)` and `options.log(…)`. */
function isLogCall(node) {
  if (!typescript.isCallExpression(node)) return false
  const { expression, arguments: given } = node
  const name = typescript.isPropertyAccessExpression(expression) ? expression.name : expression
  const isLog =
    typescript.isIdentifier(name) || typescript.isPrivateIdentifier(name) ? /^#?log$/.test(name.text) : false
  return isLog && given[0] !== undefined && typescript.isStringLiteral(given[0]) && LEVELS.includes(given[0].text)
}

function problemOf(message, details) {
  if (message === undefined || !typescript.isStringLiteralLike(message)) return 'the message is no fixed text'
  if (/^\p{Lu}/u.test(message.text)) return 'the message begins with a capital'
  const names =
    details !== undefined && typescript.isObjectLiteralExpression(details)
      ? details.properties.map((property) => property.name?.getText())
      : []
  return names.includes('cause') ? 'an error’s text is the detail `error`, not `cause`' : null
}

/** @returns {Promise<{ lines: number, problems: string[] }>} how many log lines were read, and a sentence for each wrong one. */
export async function checkLogMessages(root) {
  const names = await readdir(path.join(root, 'app'), { recursive: true })
  const problems = []
  let lines = 0
  for (const name of names.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))) {
    const file = `app/${name.replaceAll(path.sep, '/')}`
    const text = await readFile(path.join(root, file), 'utf8')
    const source = typescript.createSourceFile(file, text, typescript.ScriptTarget.ES2022, true)
    const visit = (node) => {
      if (isLogCall(node)) {
        lines += 1
        const problem = problemOf(node.arguments[1], node.arguments[2])
        const { line } = source.getLineAndCharacterOfPosition(node.getStart())
        if (problem !== null) problems.push(`${file}:${line + 1}: ${problem}`)
      }
      typescript.forEachChild(node, visit)
    }
    visit(source)
  }
  return { lines, problems }
}
