import { Controller, Get, Headers, NotFoundException, Param, Res } from '@nestjs/common'
import { Public } from '@heimgewebe/mesh'
import type { FastifyReply } from 'fastify'
import { PageFiles } from '../io/page-files.js'

/** Nothing but the page's own files; no script and no style in the document; shown in no frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

/** The page itself. Its files hold no data, so they need no token. */
@Controller()
@Public()
export class PageController {
  constructor(private readonly files: PageFiles) {}

  /** The document. */
  @Get()
  page(@Headers() headers: Record<string, string>, @Res() reply: FastifyReply): Promise<void> {
    return this.send('index.html', headers, reply)
  }

  /** The icon in the browser's tab. */
  @Get('icon.svg')
  icon(@Headers() headers: Record<string, string>, @Res() reply: FastifyReply): Promise<void> {
    return this.send('icon.svg', headers, reply)
  }

  /** Scripts and styles; their names carry their hash. */
  @Get('assets/:file')
  asset(
    @Param('file') file: string,
    @Headers() headers: Record<string, string>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.send(`assets/${file}`, headers, reply)
  }

  private async send(path: string, headers: Record<string, string>, reply: FastifyReply): Promise<void> {
    const file = await this.files.find(path)
    if (!file)
      throw new NotFoundException({
        code: 'not_found',
        message: path === 'index.html' ? NOT_BUILT : `there is no ${path}`,
      })
    void reply
      .header('etag', file.etag)
      .header('vary', 'accept-encoding')
      .header('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
      .header('content-security-policy', POLICY)
      .header('cross-origin-opener-policy', 'same-origin')
    if (headers['if-none-match'] === file.etag) {
      void reply.status(304).send()
      return
    }
    const accepted = headers['accept-encoding'] ?? ''
    const coding = accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : undefined
    if (coding !== undefined) void reply.header('content-encoding', coding)
    void reply.header('content-type', file.type).send(coding === undefined ? file.plain : file[coding])
  }
}

const NOT_BUILT = 'the page is not built; run: npm run build -w @heimgewebe/leitstand'
