import { BadRequestException, Controller, Get, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { OutcomeReader } from '../io/outcome-reader.js'
import type { Scope } from '../io/tables.js'

/** Rows of a page where the request names no limit, and at most. */
const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1000
const SCOPES: readonly string[] = ['area', 'rule', 'repository'] satisfies Scope[]

/** Outcomes and their counts, for people and tools. */
@Controller()
@Needs('read')
export class OutcomesController {
  constructor(private readonly reader: OutcomeReader) {}

  /** The latest outcomes first, of one repository or one change where the query names it. */
  @Get('outcomes')
  async outcomes(
    @Query('repository') repository?: string,
    @Query('change') change?: string,
    @Query('limit') limit?: string,
  ) {
    const query = { ...textOf('repository', repository), ...textOf('change', change), limit: limitOf(limit) }
    return { outcomes: await this.reader.outcomes(query) }
  }

  /** Counts by area, rule and repository, the ones with most bad changes first. */
  @Get('counts')
  async counts(
    @Query('repository') repository?: string,
    @Query('scope') scope?: string,
    @Query('limit') limit?: string,
  ) {
    if (scope !== undefined && !SCOPES.includes(scope)) throw refused(`scope must be one of ${SCOPES.join(', ')}`)
    const query = {
      ...textOf('repository', repository),
      ...(scope === undefined ? {} : { scope: scope as Scope }),
      limit: limitOf(limit),
    }
    return { counts: await this.reader.counts(query) }
  }
}

const refused = (message: string): BadRequestException => new BadRequestException({ code: 'bad_request', message })

/** A query parameter that is given twice arrives as a list. */
const textOf = <Name extends string>(name: Name, value: unknown): { [N in Name]?: string } => {
  if (value === undefined) return {}
  if (typeof value !== 'string' || value.includes('\0')) throw refused(`${name} must be one text`)
  return { [name]: value } as { [N in Name]?: string }
}

const limitOf = (value: string | undefined): number => {
  const limit = value === undefined ? DEFAULT_LIMIT : Number(value)
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw refused(`limit must be a whole number from 1 to ${MAX_LIMIT}`)
  return limit
}
