import { BadRequestException, Controller, Get, NotFoundException, Param, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { countCapture, measureGain } from '../decisions/measure-capture.js'
import {
  LEAST_IN_BIN,
  measureReliability,
  MOST_OUTCOMES,
  RIPE_DAYS,
  timeAfter,
} from '../decisions/measure-reliability.js'
import { RiskReader } from '../io/risk-reader.js'

/** Rows of a page where the request names no limit, and at most. */
const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1000
/** Bad changes that an evaluation looks back on where the request names no number. */
const DEFAULT_LAST = 100
const RIPE_MS = RIPE_DAYS * 86_400_000

/** Judgements, and how good they were, for people and tools. */
@Controller()
@Needs('read')
export class RisksController {
  constructor(private readonly reader: RiskReader) {}

  /** Judgements, the latest or the riskiest first. */
  @Get('risks')
  async risks(
    @Query('repository') repository?: string,
    @Query('limit') limit?: string,
    @Query('order') order = 'recent',
    @Query('since') since?: string,
  ) {
    if (order !== 'recent' && order !== 'percentile') throw refused('order must be recent or percentile')
    const name = textOf('repository', repository)
    const from = timeOf(since)
    return {
      risks: await this.reader.find({
        ...(name === undefined ? {} : { repository: name }),
        ...(from === undefined ? {} : { since: from }),
        order,
        limit: numberOf('limit', limit, DEFAULT_LIMIT),
      }),
    }
  }

  /** The judgement of one change, by its subject or its commit. */
  @Get('risks/*')
  async risk(@Param('*') name: string) {
    const found = name.includes('\0') ? undefined : await this.reader.get(name)
    if (!found) throw new NotFoundException({ code: 'not_found', message: `no judgement of ${name}` })
    return found
  }

  /** How good the judgement was: of the last bad changes, how many were among the riskiest; and what its probabilities were worth. */
  @Get('evaluation')
  async evaluation(@Query('repository') repository?: string, @Query('last') last?: string) {
    const name = textOf('repository', repository)
    if (name === undefined) throw refused('repository is missing')
    const most = numberOf('last', last, DEFAULT_LAST)
    const soFar = await this.reader.soFar(name)
    if (!soFar) throw new NotFoundException({ code: 'not_found', message: `no changes of ${name} were judged` })
    const ranks = await this.reader.ranksOfBad(name, most, soFar.trusts_blame)
    return {
      repository: name,
      so_far: soFar,
      capture: countCapture(ranks),
      gain: measureGain(ranks),
      reliability: await this.reliability(name, soFar.trusts_blame),
    }
  }

  private async reliability(repository: string, trustsBlame: boolean) {
    const times = await this.reader.latestTimes(repository)
    const now = timeAfter(times.map((time) => time.getTime() / 1000))
    const ripeBefore = new Date(now * 1000 - RIPE_MS)
    const said = await this.reader.said({ repository, ripeBefore, days: RIPE_DAYS, trustsBlame, most: MOST_OUTCOMES })
    const reliability = measureReliability(said)
    return {
      ripe_days: RIPE_DAYS,
      least: LEAST_IN_BIN,
      ...reliability,
      waiting: reliability.bins.length > 0 ? null : await this.waiting(repository),
    }
  }

  /** Where nothing can be compared yet: how many commits were given a probability, and when the first is old enough. */
  private async waiting(repository: string) {
    const { changes, first_at: first } = await this.reader.given(repository)
    return { changes, first_ripe_at: first && new Date(first.getTime() + RIPE_MS) }
  }
}

const refused = (message: string): BadRequestException => new BadRequestException({ code: 'bad_request', message })

/** A query parameter that is given twice arrives as a list. */
const textOf = (name: string, value: unknown): string | undefined => {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value.includes('\0')) throw refused(`${name} must be one text`)
  return value
}

const timeOf = (value: unknown): Date | undefined => {
  const text = textOf('since', value)
  if (text === undefined) return undefined
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw refused('since must be a date or a time')
  return time
}

const numberOf = (name: string, value: string | undefined, fallback: number): number => {
  const number = value === undefined ? fallback : Number(value)
  if (!Number.isInteger(number) || number < 1 || number > MAX_LIMIT)
    throw refused(`${name} must be a whole number from 1 to ${MAX_LIMIT}`)
  return number
}
