// The client side of the control socket: sends a request to the running instance, if there is one.
import { connect } from 'node:net'
import { type ControlMessage, type ControlReply, replySchema } from './protocol.ts'

/** The last: the socket is another user's. The folder's lock still keeps two engines from sending. */
const NOBODY: readonly (string | undefined)[] = ['ENOENT', 'ECONNREFUSED', 'EACCES']

/**
 * @param timeoutMs for the whole exchange
 * @returns null when no instance listens there for this user
 * @throws when one listens and its reply is late, cut short or unreadable
 */
export function requestInstance(
  address: string,
  message: ControlMessage,
  timeoutMs: number,
): Promise<ControlReply | null> {
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
      if (NOBODY.includes(error.code)) resolve(null)
      else reject(error)
    })
    socket.on('end', () => {
      if (text === '') {
        reject(new Error('The running Homeward closed the connection without answering.'))
        return
      }
      try {
        resolve(replySchema.parse(JSON.parse(text)))
      } catch {
        // The reply is cut short, or comes from another version.
        reject(new Error('The running Homeward gave an answer that cannot be read. Is it another version?'))
      }
    })
  })
}
