import { mkdirSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { EXIT, Failure, messageOf } from '../failure.js'
import type { StackStatus } from './status.js'

/** What another process may ask of a running supervisor. */
export interface ControlRequest {
  readonly command: 'status' | 'shutdown' | 'start' | 'stop' | 'restart'
  /** Process meant by `start`, `stop` and `restart`; absent: the services, all of them. */
  readonly process?: string
}

/** Its answer. */
export interface ControlAnswer {
  readonly status?: StackStatus
  readonly error?: string
}

const NAME = 'control.sock'

/** Does something with the working folder at `<home>/run`: a socket's path may have 107 bytes only, a long home exceeds that. */
const inRunFolder = <T>(home: string, work: () => T): T => {
  const before = process.cwd()
  const folder = join(home, 'run')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  process.chdir(folder)
  try {
    return work()
  } finally {
    process.chdir(before)
  }
}

/**
 * Opens the supervisor's door. It is the lock of the home folder too: a second supervisor finds the first one behind it.
 * A door that a killed supervisor left is taken away.
 */
export const openControl = async (
  home: string,
  answer: (request: ControlRequest) => Promise<ControlAnswer>,
): Promise<Server> => {
  if ((await askSupervisor(home, { command: 'status' })) !== undefined)
    throw new Failure(
      `a supervisor already runs in ${home}`,
      EXIT.unreachable,
      'See "heimgewebe status"; stop it with "heimgewebe down".',
    )
  const server = createServer((socket) => void serve(socket, answer))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', resolve)
    inRunFolder(home, () => {
      rmSync(NAME, { force: true })
      server.listen(NAME)
    })
  })
  return server
}

const serve = async (socket: Socket, answer: (request: ControlRequest) => Promise<ControlAnswer>): Promise<void> => {
  socket.on('error', () => socket.destroy())
  for await (const line of createInterface({ input: socket })) {
    const result = await answer(JSON.parse(line) as ControlRequest).catch((error: unknown) => ({
      error: messageOf(error),
    }))
    socket.end(`${JSON.stringify(result)}\n`)
  }
}

/** Asks the supervisor of a home folder; undefined when none runs there. */
export const askSupervisor = (home: string, request: ControlRequest): Promise<ControlAnswer | undefined> =>
  new Promise((resolve) => {
    const socket = inRunFolder(home, () => connect(NAME))
    let text = ''
    socket.setEncoding('utf8')
    socket.on('error', () => resolve(undefined))
    socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`))
    socket.on('data', (chunk: string) => (text += chunk))
    socket.on('close', () => resolve(text === '' ? undefined : (JSON.parse(text) as ControlAnswer)))
  })
