import { BadRequestException, Controller, Get, Inject, NotFoundException, Param, Query, Res } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import type { FastifyReply } from 'fastify'
import { CONFIG, type Config } from '../config.js'
import { anchorOf, changesIn, gatherRoom } from '../decisions/gather-room.js'
import type { IncidentCard, Room } from '../decisions/room.js'
import { writePostMortem } from '../decisions/write-post-mortem.js'
import { IncidentReader } from '../io/incident-reader.js'
import { NearReader } from '../io/near-reader.js'
import { type RawQuery, intOf, restOf, textOf } from './read-query.js'

/** Incidents in one list, unless asked for fewer or more. */
const INCIDENTS = 50
const MAX_PAGE = 1000
const HOUR_MS = 3_600_000

/** Incidents, their rooms and their post-mortems, from the service's own view. */
@Controller('api')
@Needs('read')
export class IncidentController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly incidents: IncidentReader,
    private readonly near: NearReader,
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
    const card = await this.incidents.find(name)
    if (!card) throw new NotFoundException({ code: 'unknown_incident', message: `no event names the incident ${name}` })
    return this.roomOf(card)
  }

  /** A draft of its post-mortem, as Markdown; every sentence links to its events. */
  @Get('incidents/:id/post-mortem')
  async postMortem(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const text = writePostMortem(await this.room(id))
    // NOTE: shown by a browser as the text that it is, never as a page.
    void reply.header('content-type', 'text/markdown; charset=utf-8').header('x-content-type-options', 'nosniff')
    return text
  }

  private async roomOf(card: IncidentCard): Promise<Room> {
    const { roomRows: most, roomBeforeMs, roomAfterMs } = this.config
    const { rows: told, more } = await this.incidents.told(card.subject)
    const anchor = anchorOf(told, card.detected_at ?? card.resolved_at ?? told[0]?.time ?? '')
    const shift = (ms: number): string => new Date(Date.parse(anchor) + ms).toISOString()
    const around = { moment: anchor, from: shift(-roomBeforeMs), until: shift(roomAfterMs) }
    const { repository } = card
    const [near, beside, earlier, changes, configuration, rules] = await Promise.all([
      this.near.near(repository, around, most),
      this.incidents.beside(card.subject, around, most),
      this.incidents.earlier(card, anchor, most),
      this.near.changes(changesIn(told)),
      repository === undefined ? undefined : this.near.configuration(repository),
      repository === undefined ? [] : this.near.rules(repository),
    ])
    const subjects = changes.flatMap(({ subject, request, commit }) => [subject, request ?? subject, commit ?? subject])
    return gatherRoom({
      card,
      told,
      told_more: more,
      near,
      beside,
      earlier,
      changes,
      of_changes: await this.near.ofChanges(subjects),
      ...(configuration === undefined ? {} : { configuration }),
      rules,
      anchor,
      window: { before_hours: roomBeforeMs / HOUR_MS, after_hours: roomAfterMs / HOUR_MS },
      most,
    })
  }
}
