import { BadRequestException, Controller, Get, Headers, Query, Res } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import type { MeshEvent } from '@heimgewebe/contracts'
import type { FastifyReply } from 'fastify'
import { EventLog } from '../io/append/event-log.js'
import { filtersOf } from './events.controller.js'

/** Events read from the log at a time. */
const PAGE = 500
const HEARTBEAT_MS = 15_000

/** The log as server-sent events: what is there from a position on, then what comes, without a gap in between. */
@Controller('events/stream')
@Needs('read')
export class FollowController {
  constructor(private readonly log: EventLog) {}

  /** Starts after Last-Event-ID or `after`, else at the head. Filters as in GET /events. The id of each entry is its position. */
  @Get()
  async follow(
    @Query() params: Readonly<Record<string, string | undefined>>,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filters = filtersOf(params)
    const start = lastEventId ?? params['after']
    const after = start === undefined ? await this.log.writer.head() : Number(start)
    if (!Number.isSafeInteger(after) || after < 0)
      throw new BadRequestException({ code: 'bad_request', message: 'Last-Event-ID is a position' })
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    reply.raw.write(': following\n\n')
    await this.pump(reply, after, filters)
  }

  private async pump(reply: FastifyReply, from: number, filters: ReturnType<typeof filtersOf>): Promise<void> {
    let open = true
    let wake: (() => void) | undefined
    const stop = this.log.writer.onCommit(() => wake?.())
    const heartbeat = setInterval(() => reply.raw.write(': alive\n\n'), HEARTBEAT_MS)
    reply.raw.on('close', () => {
      open = false
      wake?.()
    })
    try {
      let after = from
      while (open) {
        const committed = new Promise<void>((resolve) => (wake = resolve))
        const head = await this.log.writer.head()
        const events = await this.log.reader.find({ ...filters, after, order: 'asc', limit: PAGE })
        for (const event of events) if (!reply.raw.write(entry(event))) await drained(reply)
        if (events.length === PAGE) after = events.at(-1)!.position
        else {
          after = Math.max(after, head, events.at(-1)?.position ?? 0)
          await committed
        }
      }
    } finally {
      stop()
      clearInterval(heartbeat)
      reply.raw.end()
    }
  }
}

const entry = (event: MeshEvent): string =>
  `id: ${event.position}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

/** A reader that does not keep up is waited for, not buffered; one that is gone is not waited for. */
const drained = (reply: FastifyReply): Promise<void> =>
  new Promise((resolve) => {
    reply.raw.once('drain', resolve)
    reply.raw.once('close', resolve)
  })
