import { BadRequestException, Controller, Get, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { AdviceStore } from '../io/advice/advice-store.js'

/** Recommendations of a list where the request names no limit, and at most. */
const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1000

/** What was recommended for open changes by what was learned, and how they ended. Reads only. */
@Controller('advice')
@Needs('read')
export class AdviceController {
  constructor(private readonly advice: AdviceStore) {}

  /** The latest first; with `repository` or `change` only theirs, with a repository also what each thing was worth there. */
  @Get()
  async list(@Query() query: Readonly<Record<string, unknown>>) {
    const [repository, change] = [textOf('repository', query), textOf('change', query)]
    const { limit = String(DEFAULT_LIMIT) } = query
    const most = typeof limit === 'string' && /^\d{1,4}$/.test(limit) ? Number(limit) : 0
    if (most < 1 || most > MAX_LIMIT) throw bad(`limit is not a whole number from 1 to ${MAX_LIMIT}`)
    const filter = { ...(repository === undefined ? {} : { repository }), ...(change === undefined ? {} : { change }) }
    const advice = (await this.advice.list(filter, most)).map(({ given, position: _, ...row }) => ({
      ...given,
      ...row,
    }))
    return { advice, worth: repository === undefined ? [] : await this.advice.worth(repository) }
  }
}

const textOf = (name: string, query: Readonly<Record<string, unknown>>): string | undefined => {
  const value = query[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value.length > 1000 || value.includes('\0')) throw bad(`${name} is not one text`)
  return value
}

const bad = (message: string): BadRequestException => new BadRequestException({ code: 'parameter', message })
