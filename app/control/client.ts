// The client side of the control socket: sends a request to the running instance, if there is one. Whatever listens at its
// address and does not know its token is not the instance: it gets no request, and its answer does not count.
import { connect } from 'node:net'
import { type ControlKey, keyFilePath, readKeyFile } from './key-file.ts'
import { createLineReader } from './line-reader.ts'
import { createToken, isSame, proofOf } from './proof.ts'
import {
  type ControlMessage,
  type ControlReply,
  greetingSchema,
  LONGEST_GREETING,
  LONGEST_REPLY,
  parseLine,
  replySchema,
} from './protocol.ts'

/** Long enough for a busy instance. What proves nothing within it is no instance. */
const PROOF_MS = 5_000

/**
 * @param timeoutMs for the whole exchange
 * @returns null when no instance of this data folder listens
 * @throws when one listens and its reply is late, cut short, too long or unreadable
 */
export async function requestInstance(
  dataFolder: string,
  message: ControlMessage,
  timeoutMs: number,
): Promise<ControlReply | null> {
  const key = readKeyFile(keyFilePath(dataFolder))
  return key === null ? null : exchange(key, message, timeoutMs)
}

function exchange({ address, token }: ControlKey, message: ControlMessage, timeoutMs: number) {
  return new Promise<ControlReply | null>((resolve, reject) => {
    const nonce = createToken()
    let isProven = false
    const socket = connect(address)
    const end = (settle: () => void): void => {
      clearTimeout(wholeTimer)
      clearTimeout(proofTimer)
      settle()
      socket.destroy()
    }
    const fail = (why: string): void => end(() => reject(new Error(why)))
    const nobody = (): void => end(() => resolve(null))
    const wholeTimer = setTimeout(
      () => fail(`The running Homeward did not answer within ${timeoutMs / 1_000} s.`),
      timeoutMs,
    )
    const proofTimer = setTimeout(nobody, PROOF_MS)

    const onGreeting = (line: string | null): void => {
      const greeting = line === null ? null : parseLine(greetingSchema, line)
      const nonces = { client: nonce, instance: greeting?.nonce ?? '' }
      if (greeting === null || !isSame(greeting.proof, proofOf('instance', token, nonces))) {
        nobody()
        return
      }
      isProven = true
      clearTimeout(proofTimer)
      read = createLineReader(LONGEST_REPLY, onReply)
      socket.write(`${JSON.stringify({ proof: proofOf('client', token, nonces), ...message })}\n`)
    }
    const onReply = (line: string | null): void => {
      const reply = line === null ? null : parseLine(replySchema, line)
      if (line === null) fail('The answer of the running Homeward is too long.')
      else if (reply === null) fail('The running Homeward gave an answer that cannot be read. Is it another version?')
      else end(() => resolve(reply))
    }
    let read = createLineReader(LONGEST_GREETING, onGreeting)
    socket.setEncoding('utf8')
    socket.on('connect', () => socket.write(`${JSON.stringify({ nonce })}\n`))
    socket.on('data', (piece: string) => read(piece))
    socket.on('error', (error) => (isProven ? end(() => reject(error)) : nobody()))
    socket.on('close', () => {
      if (isProven) fail('The running Homeward closed the connection without answering.')
      else nobody()
    })
  })
}
