// Cuts what a connection brings into lines, up to a length. Each character is looked at once, however small the pieces.

/**
 * @param longest in characters
 * @param onLine takes each line without its end; null once a line is longer, and nothing after that
 * @returns a function that takes the next piece
 */
export function createLineReader(longest: number, onLine: (line: string | null) => void): (piece: string) => void {
  let parts: string[] = []
  let length = 0
  let isOver = false
  return (piece) => {
    let rest = piece
    while (!isOver) {
      const end = rest.indexOf('\n')
      const part = end < 0 ? rest : rest.slice(0, end)
      length += part.length
      parts.push(part)
      if (length > longest) {
        isOver = true
        parts = []
        onLine(null)
      } else if (end < 0) {
        return
      } else {
        const line = parts.join('')
        parts = []
        length = 0
        rest = rest.slice(end + 1)
        onLine(line)
      }
    }
  }
}
