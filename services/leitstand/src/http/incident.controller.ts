import { BadRequestException, Controller, Get, NotFoundException, Param, Query, Res } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import type { FastifyReply } from 'fastify'
import { anchorOf, changesIn, gatherRoom } from '../decisions/gather-room.js'
import type { IncidentCard, Room } from '../decisions/room.js'
import { writePostMortem } from '../decisions/write-post-mortem.js'
import { IncidentReader } from '../io/incident-reader.js'
import { RoomReader } from '../io/room-reader.js'
import { type RawQuery, intOf, restOf, textOf } from './read-query.js'

/** Incidents in one list, unless asked for fewer or more. */
const INCIDENTS = 50
const MAX_PAGE = 1000

/** Incidents, their rooms and their post-mortems, from the service's own view. */
@Controller('api')
@Needs('read')
export class IncidentController {
  constructor(
    private readonly incidents: IncidentReader,
    private readonly rooms: RoomReader,
  ) {}

  /** Incidents, the latest first. */
  @Get('incidents')
  list(@Query() query: RawQuery): Promise<IncidentCard[]> {
    const state = textOf(query, 'state')
    if (state !== undefined && state !== 'open' && state !== 'resolved')
      throw new BadRequestException({ code: 'query', message: 'state is neither open nor resolved' })
    return this.incidents.list({
      repository: textOf(query, 'repository'),
      state,
      limit: intOf(query, 'limit', 1, MAX_PAGE) ?? INCIDENTS,
    })
  }

  /** Everything that is known of one incident, by its subject. */
  @Get('incidents/:id')
  async room(@Param('id') id: string): Promise<Room> {
    const name = restOf(id)
    const facts = await this.rooms.find(name, { changesIn, anchorOf })
    if (!facts)
      throw new NotFoundException({ code: 'unknown_incident', message: `no event names the incident ${name}` })
    return gatherRoom(facts)
  }

  /** A draft of its post-mortem, as Markdown; every sentence links to its events. */
  @Get('incidents/:id/post-mortem')
  async postMortem(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const text = writePostMortem(await this.room(id))
    // NOTE: shown by a browser as the text that it is, never as a page.
    void reply.header('content-type', 'text/markdown; charset=utf-8').header('x-content-type-options', 'nosniff')
    return text
  }
}
