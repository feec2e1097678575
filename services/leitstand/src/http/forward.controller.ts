import { BadGatewayException, Controller, Get, Logger, NotFoundException, Post, Req, Res } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Owners } from '../io/owners.js'

/** Which service owns what is asked for, and its path there. */
const OWNERS = {
  '/api/log': ['chronik', ''],
  '/api/risks': ['sichter', '/risks'],
  '/api/evaluation': ['sichter', '/evaluation'],
  '/api/graph': ['semantah', '/graph'],
  '/api/search': ['semantah', '/search'],
  '/api/like': ['semantah', '/like'],
  '/api/clusters': ['semantah', '/clusters'],
  '/api/guards': ['wgx', '/guards'],
  '/api/decisions': ['heimgeist', '/decisions'],
  '/api/approvals': ['heimgeist', '/approvals'],
  '/api/epics': ['heimgeist', '/epics'],
  '/api/why': ['heimgeist', '/why'],
  '/api/levels': ['heimgeist', '/levels'],
  '/api/texts': ['heimgeist', '/texts'],
  '/api/agents': ['heimgeist', '/agents'],
  '/api/patterns': ['heimlern', '/patterns'],
  '/api/rules': ['heimlern', '/rules'],
  '/api/minings': ['heimlern', '/minings'],
  '/api/baselines': ['heimlern', '/baselines'],
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

  /** How good the judgement was. */
  @Get('evaluation')
  evaluation(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/evaluation', request, reply)
  }

  /** The graph. */
  @Get(['graph', 'graph/*'])
  graph(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/graph', request, reply)
  }

  /** What happened, by words and likeness. */
  @Get('search')
  search(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/search', request, reply)
  }

  /** What is like something that happened, or by POST like a text. A read too: it only is too long for an address. */
  @Get('like')
  like(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/like', request, reply)
  }

  @Post('like')
  likeText(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/like', request, reply)
  }

  /** Groups of what is alike. */
  @Get('clusters')
  clusters(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/clusters', request, reply)
  }

  /** Guard runs, what each guard is worth, and tests that flip. */
  @Get(['guards', 'guards/*'])
  guards(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/guards', request, reply)
  }

  /** Decisions. */
  @Get(['decisions', 'decisions/*'])
  decisions(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/decisions', request, reply)
  }

  /** What people are asked. */
  @Get(['approvals', 'approvals/:id'])
  approvals(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/approvals', request, reply)
  }

  /** Epics as they stand, and one with all that belongs to it. */
  @Get(['epics', 'epics/:epic'])
  epics(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/epics', request, reply)
  }

  /** Why something was decided. */
  @Get('why')
  why(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/why', request, reply)
  }

  /** Autonomy levels, and the records that may earn more. */
  @Get('levels')
  levels(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/levels', request, reply)
  }

  /** What language models were asked for, and what it cost. */
  @Get('texts/spent')
  texts(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/texts', request, reply)
  }

  /** Agents and their scorecards. */
  @Get(['agents', 'agents/:name'])
  agents(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/agents', request, reply)
  }

  /** What was learned. */
  @Get('patterns')
  patterns(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/patterns', request, reply)
  }

  /** Rules and how they fare; one with its text and proof. */
  @Get(['rules', 'rules/*'])
  rules(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/rules', request, reply)
  }

  /** What fixes took out of the code. */
  @Get('minings')
  minings(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/minings', request, reply)
  }

  /** What is normal for pipelines and guards, and what was far outside. */
  @Get('baselines')
  baselines(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forward('/api/baselines', request, reply)
  }

  private async forward(prefix: keyof typeof OWNERS, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const [name, path] = OWNERS[prefix]
    const rest = request.url.slice(prefix.length)
    if (leavesItsFolder(rest))
      throw new NotFoundException({ code: 'path', message: 'the path leaves what may be read' })
    try {
      const { status, body } = await (request.method === 'POST'
        ? this.owners.question(name, path + rest, request.body, request)
        : this.owners.get(name, path + rest, request))
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
