import { Controller, Get, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { OutcomeReader } from '../io/outcome-reader.js'
import type { Scope } from '../io/tables.js'
import { limitOf, oneOf, oneText } from './read-query.js'

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
    const over = oneOf('scope', scope, SCOPES)
    const query = {
      ...textOf('repository', repository),
      ...(over === undefined ? {} : { scope: over as Scope }),
      limit: limitOf(limit),
    }
    return { counts: await this.reader.counts(query) }
  }
}

/** A parameter that is absent is left out. */
const textOf = <Name extends string>(name: Name, value: unknown): { [N in Name]?: string } => {
  const text = oneText(name, value)
  return text === undefined ? {} : ({ [name]: text } as { [N in Name]?: string })
}
