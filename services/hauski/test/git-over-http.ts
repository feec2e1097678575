import { execFileSync, spawn } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Fault } from '@heimgewebe/hosts/test-kit'

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd,
    encoding: 'utf8',
  }).trim()

/** A bare repository behind git's own HTTP server, for those with the token only; the rest is left to the host. */
export class GitOverHttp {
  /** Requests with and without the token. */
  readonly asked: { readonly url: string; readonly proven: boolean }[] = []
  /** Asked when a push begins; true when it has answered. */
  fault: Fault | undefined
  readonly bare: string

  constructor(
    private readonly root: string,
    private readonly token: string,
  ) {
    this.bare = join(root, 'acme/shop.git')
    const work = join(root, 'work')
    mkdirSync(work)
    git(work, 'init', '-q', '-b', 'main')
    writeFileSync(join(work, 'README.md'), 'hello\n')
    git(work, 'add', '-A')
    git(work, 'commit', '-q', '-m', 'start')
    mkdirSync(dirname(this.bare))
    git(work, 'clone', '-q', '--bare', work, this.bare)
  }

  /** Runs git in the repository, as somebody at the host does. */
  git(...args: string[]): string {
    return git(this.bare, ...args)
  }

  /** For the `fault` of a host: takes what is asked of the repository. */
  readonly take: Fault = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://host')
    if (!url.pathname.startsWith('/acme/shop.git/')) return false
    const [, word = ''] = (request.headers.authorization ?? '').split(' ')
    const proven = Buffer.from(word, 'base64').toString().endsWith(`:${this.token}`)
    this.asked.push({ url: request.url ?? '', proven })
    if (!proven) return Boolean(response.writeHead(401, { 'www-authenticate': 'Basic realm="host"' }).end())
    // The first that a push asks for is what is there.
    if (url.search.includes('git-receive-pack') && this.fault?.(request, response)) return true
    this.serve(request, response, url)
    return true
  }

  private serve(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const backend = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env['PATH'],
        GIT_PROJECT_ROOT: this.root,
        GIT_HTTP_EXPORT_ALL: '1',
        REMOTE_USER: 'mesh-bot',
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'],
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
        HTTP_GIT_PROTOCOL: request.headers['git-protocol'] as string | undefined,
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    request.pipe(backend.stdin)
    const chunks: Buffer[] = []
    backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    backend.on('close', () => {
      const all = Buffer.concat(chunks)
      const end = all.indexOf('\r\n\r\n')
      const lines = all.subarray(0, end).toString().split('\r\n')
      const headers = Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2) as [string, string]))
      const status = Number.parseInt(headers['Status'] ?? '200', 10)
      delete headers['Status']
      response.writeHead(status, headers).end(all.subarray(end + 4))
    })
  }
}
