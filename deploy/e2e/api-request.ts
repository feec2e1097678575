import { Agent, request } from 'node:http'

/** A request that is sent as it is, broken or not. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** What came back. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 })

/** Sends a request. A stream is left after its first bytes; an end of the connection without an answer is an error. */
export const send = (base: string, { method, path, headers, body }: Asked): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base)
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const asked = request({ hostname, port, agent, method, path, headers: { ...headers, ...length } }, (answer) => {
      const [status, type] = [answer.statusCode!, answer.headers['content-type'] ?? '']
      if (type.startsWith('text/event-stream')) {
        asked.destroy()
        resolve({ status, type, body: '' })
        return
      }
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => resolve({ status, type, body: Buffer.concat(chunks).toString('utf8') }))
      answer.on('error', reject)
    })
    asked.on('error', reject)
    asked.end(body)
  })

/** Lets the sockets go. */
export const hangUp = (): void => agent.destroy()
