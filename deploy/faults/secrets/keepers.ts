import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import {
  type AddressInfo,
  createServer as createSocketServer,
  type Server as SocketServer,
  type Socket,
} from 'node:net'
import type { Random } from '../rig/random.js'

/** Whom a secret is shown to by right, and who repeats it wherever something is read. */
export interface Keeper {
  /** Times that it was shown its secret. */
  readonly shown: number
  /** Secrets that it was shown and that are another's. */
  readonly foreign: readonly string[]
  close(): void
}

/** What all keepers count. */
abstract class Counting implements Keeper {
  shown = 0
  readonly foreign: string[] = []
  abstract close(): void

  protected look(text: string, own: string, foreign: readonly string[]): void {
    if (text.includes(own)) this.shown++
    for (const other of foreign) if (text.includes(other)) this.foreign.push(`${own.slice(-6)} was shown another’s`)
  }
}

/** How a server of the web answers. */
type Reply = (said: string, random: Random, request: IncomingMessage) => Answer

interface Answer {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A server of the web that was trusted with a secret. */
export class WebKeeper extends Counting {
  private readonly server: Server

  private constructor(
    private readonly own: string,
    private readonly foreign_: readonly string[],
    private readonly random: Random,
    private readonly reply: Reply,
  ) {
    super()
    this.server = createServer((request, response) => void this.answer(request, response))
  }

  static async start(own: string, foreign: readonly string[], random: Random, reply: Reply): Promise<WebKeeper> {
    const keeper = new WebKeeper(own, foreign, random, reply)
    await new Promise<void>((resolve) => keeper.server.listen(0, '127.0.0.1', resolve))
    return keeper
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  close(): void {
    this.server.closeAllConnections()
    this.server.close()
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    this.look(`${request.url}\n${JSON.stringify(request.headers)}\n${body}`, this.own, this.foreign_)
    const { status, body: said, headers } = this.reply(this.own, this.random, request)
    if (status === 0) return void response.destroy()
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(said)
  }
}

/** Answers in which a server repeats what it was shown, at each place where somebody may read it. */
export const repeating: Reply = (own, random) => {
  const message = `wrong token Bearer ${own} of ${own}`
  return random.pick<Answer>([
    { status: 401, body: JSON.stringify({ message }) },
    { status: 403, body: JSON.stringify({ message, error: message, errors: [message] }) },
    { status: 404, body: JSON.stringify({ error: message }) },
    { status: 422, body: JSON.stringify({ message: { [own]: message } }) },
    { status: 500, body: message },
    { status: 200, body: message },
    { status: 200, body: JSON.stringify({ message }) },
    { status: 302, body: message, headers: { location: `/${own}?token=${own}` } },
    { status: 302, body: message, headers: { location: `http://x:${own}@127.0.0.1:1/` } },
    { status: 429, body: JSON.stringify({ message }), headers: { 'retry-after': own } },
    { status: 200, body: '[]', headers: { link: `<http://127.0.0.1:1/${own}>; rel="next"`, etag: own } },
    { status: 0, body: '' },
  ])
}

/** A host whose lists are of issues that are called what it was shown; between them it repeats it in other ways. */
export const telling: Reply = (own, random, request) => {
  if (random.chance(0.5)) return repeating(own, random, request)
  if (!request.url?.includes('/issues?')) return { status: 200, body: '[]' }
  const at = new Date().toISOString()
  const issue = { number: random.int(1, 1_000_000), title: `leak ${own}`, body: own, state: 'open' }
  const user = { login: 'ada', id: 1 }
  const more = { user, created_at: at, updated_at: at, html_url: `http://127.0.0.1/acme/shop/issues/1#${own}` }
  return { status: 200, body: JSON.stringify([{ ...issue, ...more, labels: [], comments: 0 }]) }
}

/** A model that answers with its key, as text, as an error and as a name. */
export const answering: Reply = (own, random, request) => {
  if (random.chance(0.3)) return repeating(own, random, request)
  const content = JSON.stringify({ sentences: [{ text: `The key is ${own}.`, facts: [1] }] })
  const message = { role: 'assistant', content: random.chance(0.5) ? content : own }
  const choices = [{ index: 0, message, finish_reason: 'stop' }]
  return { status: 200, body: JSON.stringify({ id: own, object: 'chat.completion', created: 1, model: own, choices }) }
}

/** A mail server that refuses everybody, with the password that it was told. */
export class MailKeeper extends Counting {
  private readonly server: SocketServer

  constructor(
    private readonly own: string,
    private readonly foreign_: readonly string[],
    private readonly random: Random,
  ) {
    super()
    this.server = createSocketServer((socket) => this.serve(socket))
  }

  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return (this.server.address() as AddressInfo).port
  }

  close(): void {
    this.server.close()
  }

  private serve(socket: Socket): void {
    socket.on('error', () => undefined)
    socket.write('220 mail ready\r\n')
    socket.on('data', (chunk) => {
      const line = chunk.toString()
      const proof = /^AUTH PLAIN (\S+)/i.exec(line)?.[1]
      if (/^EHLO/i.test(line)) socket.write('250-mail\r\n250 AUTH PLAIN\r\n')
      else if (proof !== undefined) {
        this.look(Buffer.from(proof, 'base64').toString(), this.own, this.foreign_)
        const said = this.random.pick([`535 5.7.8 ${this.own} is wrong`, `454 4.7.0 later, ${this.own}`, '235 fine'])
        socket.write(`${said}\r\n`)
      } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
      else socket.write(`550 5.1.1 ${this.own} may not\r\n`)
    })
  }
}
