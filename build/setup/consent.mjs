// A question that only the user may answer. Without a terminal nobody can, so the answer is no.
import process from 'node:process'
import { createInterface } from 'node:readline/promises'

/**
 * @param {string} question ends in a question mark or a full stop
 * @returns {Promise<boolean>} true only for a "y" or "yes" typed at a terminal
 */
export async function askAtTerminal(question) {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    // The end of the input, as by Ctrl+D, is no answer.
    const ended = new Promise((resolve) => terminal.once('close', () => resolve('')))
    const answer = await Promise.race([terminal.question(`${question} [y/N] `), ended])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
