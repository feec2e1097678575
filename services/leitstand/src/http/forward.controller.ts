import { BadGatewayException, Controller, Get, Logger, NotFoundException, Req, Res } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Owners } from '../io/owners.js'

/** Which service owns what is asked for, and its path there. */
const OWNERS = {
  '/api/log': ['chronik', ''],
  '/api/risks': ['sichter', '/risks'],
  '/api/graph': ['semantah', '/graph'],
  '/api/guards': ['wgx', '/guards'],
  '/api/decisions': ['heimgeist', '/decisions'],
} as const

/** Passes a person's read on to the service that owns the read model. Reads only: no decision waits for this. */
@Controller('api')
@Needs('read')
export class ForwardController {
  private readonly log = new Logger('forward')

  constructor(private readonly owners: Owners) {}

  /** Events of the log: list, and one by its id. */
  @Get(['log/events', 'log/events/:id'])
  events(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/log', request, reply)
  }

  /** Judgements. */
  @Get(['risks', 'risks/*'])
  risks(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/risks', request, reply)
  }

  /** The graph. */
  @Get(['graph', 'graph/*'])
  graph(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/graph', request, reply)
  }

  /** Guard runs. */
  @Get(['guards', 'guards/*'])
  guards(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/guards', request, reply)
  }

  /** Decisions. */
  @Get(['decisions', 'decisions/*'])
  decisions(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/decisions', request, reply)
  }

  private async forward(prefix: keyof typeof OWNERS, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const [name, path] = OWNERS[prefix]
    const rest = request.url.slice(prefix.length)
    if (leavesItsFolder(rest))
      throw new NotFoundException({ code: 'path', message: 'the path leaves what may be read' })
    try {
      const { status, body } = await this.owners.get(name, path + rest, request)
      void reply
        .status(status)
        .header('content-type', 'application/json; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(body)
    } catch (error) {
      this.log.warn(error)
      throw new BadGatewayException({ code: 'owner', message: `${name} does not answer; is it running?` })
    }
  }
}

/** Whether a path steps out of its folder once a URL parser has read it, which takes `..` in every spelling. */
const leavesItsFolder = (rest: string): boolean => {
  const [path = ''] = rest.split('?')
  return path.split(/[/\\]|%2f|%5c/i).some((segment) => /^(\.|%2e){1,2}$/i.test(segment)) || /[\t\r\n]/.test(rest)
}
