/** Where a run with a way out finds the socket of our proxy. */
export const DOOR_SOCKET = '/door/socket'
const PORT = 3128
/** What programs in a run are told to be their proxy. */
export const DOOR_PROXY = `http://127.0.0.1:${PORT}`

/**
 * Runs inside: programs know proxies by host and port only, and the network of a run has nothing but its own loopback.
 * So this listens there, leads each connection to the socket, and starts the command once it does.
 */
export const FORWARDER = `import { spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { constants } from 'node:os'
const server = createServer((inner) => {
  const outer = connect('${DOOR_SOCKET}')
  inner.on('error', () => outer.destroy()).on('close', () => outer.destroy())
  outer.on('error', () => inner.destroy()).on('close', () => inner.destroy())
  inner.pipe(outer).pipe(inner)
})
server.listen(${PORT}, '127.0.0.1', () => {
  const [command, ...rest] = process.argv.slice(2)
  const child = spawn(command, rest, { stdio: 'inherit' })
  child.on('error', () => process.exit(127))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
})
`
