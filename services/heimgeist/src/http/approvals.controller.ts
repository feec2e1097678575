import { BadRequestException, Controller, Get, NotFoundException, Param, Query } from '@nestjs/common'
import { isUuid } from '@heimgewebe/contracts'
import { Needs } from '@heimgewebe/mesh'
import { LOOP } from '../decisions/core-loop.js'
import { findLevel } from '../decisions/find-level.js'
import { CoreLoop } from '../io/core-loop.js'
import { LevelStore } from '../io/agents/level-store.js'
import type { WishRow } from '../io/tables.js'
import { WishStore } from '../io/commands/wish-store.js'

/** Rows of a page where the request names no limit, and at most. */
const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1000
/** Agents with a repository whose levels are told. */
const MOST_PAIRS = 500
const CLASSES = ['look', 'say', 'change'] as const

/** What people are asked, and the levels that decide what they are asked about. */
@Controller()
@Needs('read')
export class ApprovalsController {
  constructor(
    private readonly wishes: WishStore,
    private readonly levels: LevelStore,
    private readonly loop: CoreLoop,
  ) {}

  /**
   * Questions, latest first: those that wait for an answer, or with `state=all` every one; with `brief=true` without the
   * texts, which may be long.
   */
  @Get('approvals')
  async list(@Query() query: Readonly<Record<string, unknown>>) {
    const { state = 'open', repository, limit = String(DEFAULT_LIMIT), brief = 'false' } = query
    if (state !== 'open' && state !== 'all') throw bad('state is neither open nor all')
    if (brief !== 'true' && brief !== 'false') throw bad('brief is neither true nor false')
    if (repository !== undefined && (typeof repository !== 'string' || repository.includes('\0')))
      throw bad('repository is not one text')
    const most = typeof limit === 'string' && /^\d{1,4}$/.test(limit) ? Number(limit) : 0
    if (most < 1 || most > MAX_LIMIT) throw bad(`limit is not a whole number from 1 to ${MAX_LIMIT}`)
    const rows = await this.wishes.list({
      open: state === 'open',
      limit: most,
      ...(repository === undefined ? {} : { repository }),
    })
    return { approvals: rows.map(brief === 'true' ? briefOf : viewOf) }
  }

  /** One question with all that was shown, by the id of its event. */
  @Get('approvals/:id')
  async one(@Param('id') id: string) {
    const row = isUuid(id.toLowerCase()) ? await this.wishes.one(id.toLowerCase()) : undefined
    if (!row) throw new NotFoundException({ code: 'not_found', message: `there is no question ${id.slice(0, 100)}` })
    return viewOf(row)
  }

  /** The stages that a matter went through, and what it waits for, by the event that it is about. */
  @Get('matters/:about')
  async matter(@Param('about') about: string) {
    const found = isUuid(about.toLowerCase()) ? await this.loop.look(about.toLowerCase(), LOOP) : undefined
    if (!found) throw new NotFoundException({ code: 'not_found', message: `there is no matter ${about.slice(0, 100)}` })
    return found
  }

  /** Levels: configured, changed while running, the records that may earn more, and for whom what counts and why. */
  @Get('levels')
  async all() {
    const { pairs, levels } = await this.levels.pairs(MOST_PAIRS)
    const effective = pairs.flatMap((pair) =>
      CLASSES.map((act) => ({ ...pair, act, ...findLevel(levels, { ...pair, act }) })),
    )
    return { ...(await this.levels.list()), effective }
  }
}

const viewOf = (row: WishRow) => ({
  request: row.request,
  state: row.state,
  agent: row.agent,
  repository: row.repository,
  about: row.about,
  decision: row.decision,
  level: row.level,
  level_reason: row.level_reason,
  ...row.question,
  /** What would be done, whole: these are the bytes of the hash. Absent where only a rule comes into force. */
  order: row.wish.order,
  /** The answer that closed it. */
  answer: row.approval,
  answered_by: row.answered_by,
  action: row.action,
  made: row.made,
  result: row.result,
})

/** What a list needs. */
const briefOf = (row: WishRow) => {
  const { text: _text, order: _order, ...rest } = viewOf(row) as ReturnType<typeof viewOf> & { text?: string }
  return rest
}

const bad = (message: string): BadRequestException => new BadRequestException({ code: 'parameter', message })
