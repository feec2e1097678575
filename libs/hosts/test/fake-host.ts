import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HostKind } from '../src/provider.js'
import { githubRoutes } from './fake-github.js'
import { gitlabRoutes } from './fake-gitlab.js'
import type { Route, Reply } from './fake-route.js'
import { World } from './fake-world.js'

/** Kinds of host that are asked over HTTP. */
export type HostedKind = Exclude<HostKind, 'gitlocal' | 'svn'>

/** Takes a request in place of the host; true when it has answered it. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean

const TOKEN = 'token-of-the-mesh'

const ROUTES: Readonly<Record<HostedKind, readonly Route[]>> = {
  github: githubRoutes('github'),
  gitea: githubRoutes('gitea'),
  forgejo: githubRoutes('forgejo'),
  gitlab: gitlabRoutes,
}
const PREFIX: Readonly<Record<HostedKind, string>> = {
  github: '/api/v3',
  gitlab: '/api/v4',
  gitea: '/api/v1',
  forgejo: '/api/v1',
}

/** A host of one kind as its documentation says: same paths, words, pages and marks, over real HTTP. Its memory is `world`. */
export class FakeHost {
  readonly world = new World()
  /** Requests as they came, `GET /path?query`. */
  readonly asked: string[] = []
  /** Asked before the routes; cleared by `heal`. */
  fault: Fault | undefined
  /** Largest page, whatever is asked for. */
  pageSize = 100

  private constructor(
    readonly kind: HostedKind,
    private readonly server: Server,
  ) {}

  static async start(kind: HostedKind): Promise<FakeHost> {
    const server = createServer()
    const host = new FakeHost(kind, server)
    server.on('request', (request, response) => void host.take(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return host
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** What its clients have to know. */
  get token(): string {
    return TOKEN
  }

  /** Works as it should again. */
  heal(): void {
    this.fault = undefined
  }

  /** Requests since the last call of this. */
  takeAsked(): string[] {
    return this.asked.splice(0)
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked.push(`${request.method} ${request.url}`)
    if (this.fault?.(request, response)) return
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    const url = new URL(request.url ?? '/', this.url)
    if (!this.isProven(request)) return void send(response, 401, { message: 'Bad credentials' })
    const path = url.pathname.slice(PREFIX[this.kind].length)
    for (const [method, pattern, answer] of ROUTES[this.kind]) {
      const match = pattern.exec(path)
      if (method !== request.method || !match || !url.pathname.startsWith(PREFIX[this.kind])) continue
      const parts = match.slice(1).map(decodeURIComponent)
      const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
      const reply = answer({ world: this.world, parts, query: url.searchParams, body })
      if (reply === undefined) break
      return this.answer(request, response, url, reply)
    }
    send(response, 404, { message: 'Not Found' })
  }

  private isProven(request: IncomingMessage): boolean {
    const { authorization } = request.headers
    if (this.kind === 'gitlab') return request.headers['private-token'] === TOKEN
    return authorization === `${this.kind === 'github' ? 'Bearer' : 'token'} ${TOKEN}`
  }

  private answer(request: IncomingMessage, response: ServerResponse, url: URL, reply: Reply): void {
    const all = reply.list === undefined ? reply.json : (reply.json as Record<string, unknown>)[reply.list]
    const headers: Record<string, string> = {}
    let json = reply.json
    if (Array.isArray(all)) {
      const size = Math.min(
        this.pageSize,
        Number(url.searchParams.get('per_page') ?? url.searchParams.get('limit') ?? 30),
      )
      const page = Number(url.searchParams.get('page') ?? 1)
      const cut: unknown[] = all.slice((page - 1) * size, page * size)
      json = reply.list === undefined ? cut : { total_count: all.length, [reply.list]: cut }
      if (page * size < all.length) {
        const next = new URL(url)
        next.searchParams.set('page', String(page + 1))
        headers['link'] = `<${url.href}>; rel="first", <${next.href}>; rel="next"`
      }
    }
    const text = json === undefined ? '' : JSON.stringify(json)
    // Gitea and Forgejo have no marks.
    if (this.kind === 'github' || this.kind === 'gitlab') {
      const etag = `W/"${createHash('sha1').update(text).digest('hex')}"`
      headers['etag'] = etag
      if (request.headers['if-none-match'] === etag) return void response.writeHead(304, headers).end()
    }
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...headers }).end(text)
  }
}

/** Answers with a status and a body. */
export const send = (
  response: ServerResponse,
  status: number,
  json: unknown,
  headers: Record<string, string> = {},
): true => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json))
  return true
}

/** A fault that happens so many times, and then no more. */
export const times = (count: number, fault: Fault): Fault => {
  let left = count
  return (request, response) => left-- > 0 && fault(request, response)
}
