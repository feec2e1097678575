import { Controller, Get, Headers, Query, Res, ServiceUnavailableException } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import type { FastifyReply } from 'fastify'
import { EventReader } from '../io/event-reader.js'
import { LiveStream } from '../io/live-stream.js'
import { StreamClient } from '../io/stream-client.js'
import { type RawQuery, intOf } from './read-query.js'

/** Events that a new page gets at once, unless it asks for fewer or more. */
const TAIL = 60
const MAX_TAIL = 1000

/** The live stream of every event, as server-sent events. */
@Controller('api/events')
@Needs('read')
export class StreamController {
  constructor(
    private readonly live: LiveStream,
    private readonly events: EventReader,
  ) {}

  /** Follows the log; resumes after `Last-Event-ID`. */
  @Get('stream')
  async stream(
    @Headers('last-event-id') lastId: string | undefined,
    @Query() query: RawQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = intOf({ after: lastId }, 'after', 0, Number.MAX_SAFE_INTEGER)
    const tail = intOf(query, 'tail', 0, MAX_TAIL) ?? TAIL
    if (!this.live.hasRoom)
      throw new ServiceUnavailableException({
        code: 'too_many_streams',
        message: 'too many pages watch already; close one',
      })
    await this.events.remember()
    reply.hijack()
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-accel-buffering': 'no',
    })
    reply.raw.flushHeaders()
    this.live.join(new StreamClient(reply.raw), after, tail)
  }
}
