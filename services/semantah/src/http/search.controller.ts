import { BadRequestException, Body, Controller, Get, HttpCode, NotFoundException, Post, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import type { Filter } from '../io/search/document.js'
import type { Clusters, SearchAnswer } from '../io/search/search-answers.js'
import { SearchIndex } from '../io/search/search-index.js'
import { subject, text, whole } from './queries.js'
import { moment, share } from './search-queries.js'

/** Most hits in one answer. */
const MOST = 100
/** Longest question of an address, in characters. */
const MAX_QUESTION = 4000
/** Longest text whose likes are looked for, in characters: that of an incident. */
const MAX_TEXT = 32_000
/** What is like something fits at least so well, relative to the best. */
const LIKE = 0.3
const TYPES = ['change', 'incident', 'issue', 'ci', 'comment']

type Parameters = Readonly<Record<string, unknown>>

/** Finds what happened by words and likeness. Every answer is bounded, and says what the vectors had to do with it. */
@Controller()
@Needs('read')
export class SearchController {
  constructor(private readonly index: SearchIndex) {}

  /** What fits a question: `q`, `repository`, `type`, `since`, `until`, `limit`, `least`. */
  @Get('search')
  search(@Query() query: Parameters): Promise<SearchAnswer> {
    const question = words('q', query['q'], MAX_QUESTION)
    return this.index.search(question, filterOf(query), limitOf(query, 20), share('least', query['least'], 0))
  }

  /** What is like something that happened: `subject`, and the rest of `/search`. */
  @Get('like')
  async like(@Query() query: Parameters): Promise<SearchAnswer> {
    const known = subject('subject', query['subject'])
    const least = share('least', query['least'], LIKE)
    const found = await this.index.like(known, filterOf(query), limitOf(query, 10), least)
    if (!found) throw new NotFoundException({ code: 'unknown', message: `the search does not know ${known}` })
    return found
  }

  /** What is like a text: `{ "text": … }`, with the rest of `/search` in the address. */
  @Post('like')
  @HttpCode(200)
  likeText(@Body() body: unknown, @Query() query: Parameters): Promise<SearchAnswer> {
    const given = words('text', (body as Parameters | null)?.['text'], MAX_TEXT)
    return this.index.search(given, filterOf(query), limitOf(query, 10), share('least', query['least'], LIKE))
  }

  /** Groups of things that are alike: `repository`, `type`, `since`, `until`, `limit`. */
  @Get('clusters')
  clusters(@Query() query: Parameters): Promise<Clusters> {
    return this.index.clusters(filterOf(query), limitOf(query, 10))
  }
}

const words = (name: string, value: unknown, most: number): string => {
  if (typeof value !== 'string' || value.trim() === '') throw refused(`${name} is missing: words to look for`)
  if (value.length > most) throw refused(`${name} is longer than ${most} characters`)
  return value
}

const limitOf = (query: Parameters, fallback: number): number =>
  whole('limit', query['limit'], { least: 1, most: MOST, fallback })

const filterOf = (query: Parameters): Filter => {
  const kind = text('type', query['type'])
  if (kind !== undefined && !TYPES.includes(kind)) throw refused(`type is none of ${TYPES.join(', ')}`)
  const repository = text('repository', query['repository'])
  return { kind, repository, since: moment('since', query['since']), until: moment('until', query['until']) }
}

const refused = (message: string): BadRequestException => new BadRequestException({ code: 'parameter', message })
