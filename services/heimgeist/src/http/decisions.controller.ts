import { BadRequestException, Controller, Get, NotFoundException, Param, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { isUuid } from '@heimgewebe/contracts'
import { DecisionReader } from '../io/decision-reader.js'

/** Rows of a page where the request names no limit, and at most. */
const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1000

/** Decisions, for people and tools. */
@Controller('decisions')
@Needs('read')
export class DecisionsController {
  constructor(private readonly decisions: DecisionReader) {}

  /** The latest decisions first, of one repository or one change where the query names it. */
  @Get()
  async list(
    @Query('repository') repository?: string,
    @Query('change') change?: string,
    @Query('limit') limit?: string,
  ) {
    const query = {
      ...(repository === undefined ? {} : { repository: text('repository', repository) }),
      ...(change === undefined ? {} : { change: text('change', change) }),
      limit: limitOf(limit),
    }
    return { decisions: await this.decisions.list(query) }
  }

  /** One decision by the id of its event. */
  @Get(':id')
  async one(@Param('id') id: string) {
    const decision = isUuid(id) ? await this.decisions.find(id) : undefined
    if (!decision)
      throw new NotFoundException({ code: 'not_found', message: `there is no decision ${id.slice(0, 100)}` })
    return decision
  }
}

/** A query parameter that is given twice arrives as a list. */
const text = (name: string, value: unknown): string => {
  if (typeof value !== 'string' || value.includes('\0'))
    throw new BadRequestException({ code: 'bad_request', message: `${name} must be one text` })
  return value
}

const limitOf = (value: string | undefined): number => {
  const limit = value === undefined ? DEFAULT_LIMIT : Number(value)
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw new BadRequestException({
      code: 'bad_request',
      message: `limit must be a whole number from 1 to ${MAX_LIMIT}`,
    })
  return limit
}
