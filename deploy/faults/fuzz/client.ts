import { Agent, request } from 'node:http'
import type { Socket } from 'node:net'
import type { Mutant } from './mutant.js'

/** What a mutant was answered; status 0 where the connection broke without an answer. */
export interface MutantAnswer {
  readonly status: number
  readonly body: string
}

/** Longest wait for an answer, in milliseconds. */
const TIMEOUT_MS = 30_000
/** Characters of an answer that are kept. */
const MOST_KEPT = 100_000

/**
 * Named for every method: without it a body in chunks behind GET or OPTIONS goes out bare, and chronik, which takes it for
 * the next request, closes the connection under whoever sends on it next.
 */
const framingOf = (body: Buffer, chunked: boolean): Record<string, string> =>
  chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(body.length) }

/** How far a connection came that broke. */
const courseOf = (socket: Socket | null): string =>
  socket === null
    ? 'never opened'
    : `port ${socket.localPort ?? 'none'}, ${socket.bytesWritten} bytes written, ${socket.bytesRead} read`

/** Sends mutants over connections that stay open. */
export class FuzzClient {
  private readonly agent: Agent
  private readonly used = new WeakSet<Socket>()

  constructor(
    private readonly port: number,
    atOnce: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  }

  /** Sends one; never throws. Where the server had closed the connection for its age, it is sent again over a new one. */
  async send(mutant: Mutant): Promise<MutantAnswer> {
    const answer = await this.once(mutant, this.agent)
    return answer.stale ? this.once(mutant, false) : answer
  }

  private once(
    { method, path, headers, body, chunked }: Mutant,
    agent: Agent | false,
  ): Promise<MutantAnswer & { stale?: boolean }> {
    return new Promise((resolve) => {
      const begun = performance.now()
      const asked = request(
        {
          agent,
          host: '127.0.0.1',
          port: this.port,
          method,
          path,
          headers: { ...headers, ...framingOf(body, chunked) },
          timeout: TIMEOUT_MS,
        },
        (answer) => {
          let text = ''
          answer.setEncoding('utf8')
          answer.on('data', (piece: string) => {
            if (text.length < MOST_KEPT) text += piece
          })
          answer.once('close', () => resolve({ status: answer.statusCode ?? 0, body: text }))
        },
      )
      let known = false
      asked.once('socket', (socket) => {
        known = this.used.has(socket)
        this.used.add(socket)
      })
      asked.once('timeout', () => asked.destroy())
      asked.once('error', (error: NodeJS.ErrnoException) =>
        resolve({
          status: 0,
          body: `${error.message} (${error.code ?? 'no code'}, ${known ? 'used' : 'new'} connection, ${courseOf(asked.socket)}, after ${Math.round(performance.now() - begun)} ms)`,
          stale: known && error.code === 'ECONNRESET',
        }),
      )
      asked.end(body)
    })
  }

  close(): void {
    this.agent.destroy()
  }
}
