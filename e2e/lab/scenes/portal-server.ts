// The portal's own pages: on port 8080, where redirected requests come, and on 80 and 443, where those come that its resolver leads
// here. On 443 it has no certificate that anybody trusts. Prints each request as a line. Usage: portal-server ADDRESS
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import process from 'node:process'

const [address = ''] = process.argv.slice(2)
/** It names the visitor's address, as such pages do: nobody may take it for the home's. */
const page = (visitor: string) =>
  `<html><body><h1>Welcome</h1><p>Your IP address: <b>${visitor}</b></p></body></html>\n`

const answer: RequestListener = ({ method = '', url = '', headers, socket }, response) => {
  const hasCredentials = headers.authorization !== undefined || /password|token/i.test(url)
  process.stdout.write(`${JSON.stringify({ method, host: headers.host ?? '', url, hasCredentials })}\n`)
  response.writeHead(200, { 'content-type': 'text/html' }).end(page(socket.remoteAddress ?? ''))
}

for (const port of [8080, 80]) createServer(answer).listen(port, port === 80 ? address : '0.0.0.0')
// Plain HTTP where TLS is expected.
createTcpServer((socket) => {
  socket.on('error', () => {})
  socket.end(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n${page('11.22.44.66')}`)
}).listen(443, address, () => process.stdout.write('ready\n'))
