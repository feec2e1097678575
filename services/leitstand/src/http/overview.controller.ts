import { Controller, Get, Inject, NotFoundException, Param, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import type { ChangePage, EventSummary, Overview, RepositoryCard } from '../api.js'
import { CONFIG, type Config } from '../config.js'
import { ChangeReader } from '../io/change-reader.js'
import { EventReader } from '../io/event-reader.js'
import { RepositoryReader } from '../io/repository-reader.js'
import { type RawQuery, intOf, restOf, textOf } from './read-query.js'

/** Open changes in one answer. */
const MAX_OPEN = 50
/** Recent changes in one answer, unless asked for fewer or more. */
const RECENT = 20
/** Events in the timeline of one change. */
const MAX_TIMELINE = 500
/** Events in one list, unless asked for fewer or more. */
const EVENTS = 100
const MAX_PAGE = 1000

/** What is risky now and why, from the service's own view. */
@Controller('api')
@Needs('read')
export class OverviewController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly changes: ChangeReader,
    private readonly events: EventReader,
    private readonly repositories: RepositoryReader,
  ) {}

  /** Open changes first, then the riskiest recent ones; what is wrong, and every repository. */
  @Get('overview')
  async overview(@Query() query: RawQuery): Promise<Overview> {
    const repository = textOf(query, 'repository')
    const limit = intOf(query, 'limit', 1, MAX_PAGE) ?? RECENT
    const window = this.config.recentWindow
    // NOTE: the position is read first: the answer may know more than it says, never less.
    const position = await this.events.position()
    const [open, resting, recent, repositories, incidents, parked] = await Promise.all([
      this.changes.open(repository, MAX_OPEN),
      this.changes.resting(repository),
      this.changes.recent(repository, window, limit),
      this.repositories.list(),
      this.repositories.incidents(),
      this.repositories.parked(),
    ])
    const { stack } = this.config.mesh
    return { position, stack, open, resting, recent, window, repositories, incidents, parked }
  }

  /** Every repository, with the progress of its import. */
  @Get('repositories')
  list(): Promise<RepositoryCard[]> {
    return this.repositories.list()
  }

  /** Everything about one change, by its subject. */
  @Get('changes/*')
  async change(@Param('*') rest: string): Promise<ChangePage> {
    const subject = restOf(rest)
    const [card, newest] = await Promise.all([
      this.changes.one(subject),
      this.events.list({ change: subject, limit: MAX_TIMELINE + 1 }),
    ])
    if (!card) throw new NotFoundException({ code: 'unknown_change', message: `no event names the change ${subject}` })
    return { ...card, timeline: newest.slice(0, MAX_TIMELINE).reverse(), timeline_cut: newest.length > MAX_TIMELINE }
  }

  /** Events as summaries, newest first. */
  @Get('events')
  search(@Query() query: RawQuery): Promise<EventSummary[]> {
    return this.events.list({
      repository: textOf(query, 'repository'),
      change: textOf(query, 'change'),
      correlation: textOf(query, 'correlation'),
      type: textOf(query, 'type'),
      text: textOf(query, 'text'),
      notable: textOf(query, 'notable') === 'true',
      before: intOf(query, 'before', 1, Number.MAX_SAFE_INTEGER),
      limit: intOf(query, 'limit', 1, MAX_PAGE) ?? EVENTS,
    })
  }
}
