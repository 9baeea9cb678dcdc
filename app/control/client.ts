// Asks the running instance, if there is one.
import { connect } from 'node:net'
import { type ControlMessage, type ControlReply, replySchema } from './protocol.ts'

/**
 * @param timeoutMs for the whole exchange
 * @returns null when no instance listens there
 * @throws when one listens and does not answer as it should
 */
export function askInstance(address: string, message: ControlMessage, timeoutMs: number): Promise<ControlReply | null> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(address)
    socket.setEncoding('utf8')
    socket.setTimeout(timeoutMs, () =>
      socket.destroy(new Error(`The running Homeward did not answer within ${timeoutMs / 1_000} s.`)),
    )
    socket.on('connect', () => socket.write(`${JSON.stringify(message)}\n`))
    socket.on('data', (chunk: string) => {
      text += chunk
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null)
      else reject(error)
    })
    socket.on('end', () => {
      if (text === '') {
        reject(new Error('The running Homeward ended without an answer.'))
        return
      }
      try {
        resolve(replySchema.parse(JSON.parse(text)))
      } catch {
        // Cut short or of another version: either way there is no answer to be had.
        reject(new Error('The running Homeward gave an answer that cannot be read. Is it another version?'))
      }
    })
  })
}
