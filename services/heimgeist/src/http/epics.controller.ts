import { BadRequestException, Controller, Get, Inject, NotFoundException, Param, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { lookWith, relatedTo } from '../decisions/epics/epic-rules.js'
import { isEpicName } from '../decisions/epics/name-epics.js'
import { briefOf, viewEpic } from '../decisions/epics/view-epic.js'
import { EpicReader } from '../io/epics/epic-reader.js'

/** Epics of a list where the request names no limit, and at most: each is looked at whole. */
const DEFAULT_LIMIT = 50
const MAX_LIMIT = 200

/** Epics as they stand now, for people and tools. */
@Controller('epics')
@Needs('read')
export class EpicsController {
  constructor(
    private readonly reader: EpicReader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Epics, the latest opened first; with `state=open` or `closed` only those, with `repository` only of that one. */
  @Get()
  async list(@Query() query: Readonly<Record<string, unknown>>) {
    const { state, repository, limit = String(DEFAULT_LIMIT) } = query
    if (state !== undefined && state !== 'open' && state !== 'closed') throw bad('state is neither open nor closed')
    if (repository !== undefined && (typeof repository !== 'string' || repository.includes('\0')))
      throw bad('repository is not one text')
    const most = typeof limit === 'string' && /^\d{1,3}$/.test(limit) ? Number(limit) : 0
    if (most < 1 || most > MAX_LIMIT) throw bad(`limit is not a whole number from 1 to ${MAX_LIMIT}`)
    const epics = []
    for (const row of await this.reader.list(most, state, repository))
      epics.push(briefOf(lookWith(this.config)(await this.reader.about(row, relatedTo))))
    return { epics }
  }

  /** One epic with all that belongs to it, every sentence with its events. */
  @Get(':epic')
  async one(@Param('epic') name: string) {
    const row = isEpicName(name) ? await this.reader.find(name) : undefined
    if (!row) throw new NotFoundException({ code: 'not_found', message: `there is no epic ${name.slice(0, 100)}` })
    const known = await this.reader.about(row, relatedTo)
    return viewEpic(lookWith(this.config)(known), known.warned)
  }
}

const bad = (message: string): BadRequestException => new BadRequestException({ code: 'parameter', message })
