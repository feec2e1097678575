import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it came. */
export interface Asked {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: {
    readonly model: string
    readonly messages: readonly { readonly role: string; readonly content: string }[]
    readonly [field: string]: unknown
  }
}

/** How the server answers: a status and a body, or by itself. */
export type Reply = (asked: Asked, response: ServerResponse) => readonly [number, unknown] | undefined

/** A server of this machine that speaks the chat completions of OpenAI's API as documented; each test says how it answers. */
export class ScriptedServer {
  readonly asked: Asked[] = []
  private readonly server: Server

  constructor(public reply: Reply = () => answer('{}')) {
    this.server = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk: Buffer) => (text += chunk.toString()))
      request.on('end', () => {
        const asked = { path: request.url ?? '', headers: request.headers, body: JSON.parse(text) as Asked['body'] }
        this.asked.push(asked)
        const replied = this.reply(asked, response)
        if (replied === undefined) return
        const [status, body] = replied
        response.writeHead(status, { 'content-type': 'application/json', location: 'http://127.0.0.1:1/elsewhere' })
        response.end(typeof body === 'string' ? body : JSON.stringify(body))
      })
    })
  }

  /** Listens; gives the address of its API. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`
  }

  stop(): void {
    this.server.closeAllConnections()
    this.server.close()
  }
}

/** A whole answer with this text, as the API documents it. */
export const answer = (
  content: unknown,
  more: { message?: object; choice?: object; usage?: unknown } = {},
): readonly [number, unknown] => [
  200,
  {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: 'scripted',
    choices: [
      { index: 0, finish_reason: 'stop', message: { role: 'assistant', content, ...more.message }, ...more.choice },
    ],
    ...('usage' in more
      ? { usage: more.usage }
      : { usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 } }),
  },
]
