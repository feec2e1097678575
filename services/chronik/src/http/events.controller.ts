import { BadRequestException, Controller, Get, NotFoundException, Param, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { isEventType, isUuid, type MeshEvent } from '@heimgewebe/contracts'
import { type CausationTree, causationTree } from '../io/reads/causation-tree.js'
import { EventLog } from '../io/append/event-log.js'
import type { LogQuery } from '../io/reads/log-query.js'

/** Events in one page, unless the reader asks for fewer. */
const MAX_PAGE = 1000
const DEFAULT_PAGE = 100

/** Times that Postgres and people both read the same. */
const FIRST_MS = Date.parse('0001-01-01T00:00:00Z')
const LAST_MS = Date.parse('9999-12-31T23:59:59Z')

type Params = Readonly<Record<string, string | undefined>>

/** Reads of the log. Every event that any service heard can be found here. */
@Controller('events')
@Needs('read')
export class EventsController {
  constructor(private readonly log: EventLog) {}

  /**
   * A page of events: filters subject (alias stream; with `from`, the version to start at), type (comma-separated), correlation, cause, since, until, after,
   * before; order asc or desc (default desc); limit up to 1000. `next` is the position to pass as after (asc) or before (desc).
   */
  @Get()
  async find(@Query() params: Params): Promise<{ events: MeshEvent[]; next: number | null }> {
    const query = queryOf(params)
    const events = await this.log.reader.find(query)
    return { events, next: events.length === query.limit ? (events.at(-1)?.position ?? null) : null }
  }

  /** Last position, what JetStream has of it, and events by type. */
  @Get('counts')
  async counts(): Promise<{ head: number; types: Record<string, number> }> {
    return { head: await this.log.writer.head(), types: await this.log.reader.countByType() }
  }

  /** One event. */
  @Get(':id')
  async byId(@Param('id') id: string): Promise<MeshEvent> {
    const event = isUuid(id.toLowerCase()) ? await this.log.reader.byId(id.toLowerCase()) : undefined
    if (!event) throw new NotFoundException({ code: 'not_found', message: `no event ${id.slice(0, 100)}` })
    return event
  }

  /** What led to an event, the first cause first, and what it led to. At most 1,000 events; `complete` says whether that was all. */
  @Get(':id/tree')
  async tree(@Param('id') id: string): Promise<CausationTree> {
    return causationTree(this.log.reader, await this.byId(id), MAX_PAGE)
  }
}

/** Filters that hold for a page and for the live stream alike. Throws 400 naming the parameter. */
export const filtersOf = (
  params: Params,
): Pick<LogQuery, 'subject' | 'types' | 'correlation' | 'cause' | 'since' | 'until'> => {
  checkTexts(params)
  const subject = params['subject'] ?? params['stream']
  const types = params['type']?.split(',')
  const unknown = types?.find((type) => !isEventType(type))
  if (unknown !== undefined) throw bad(`type ${unknown.slice(0, 100)} is not an event type`)
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(types === undefined ? {} : { types }),
    ...(params['correlation'] === undefined ? {} : { correlation: params['correlation'] }),
    ...(params['cause'] === undefined ? {} : { cause: params['cause'] }),
    ...timeOf(params, 'since'),
    ...timeOf(params, 'until'),
  }
}

const queryOf = (params: Params): LogQuery => {
  const order = params['order'] ?? 'desc'
  if (order !== 'asc' && order !== 'desc') throw bad('order is asc or desc')
  return {
    ...filtersOf(params),
    ...versionOf(params),
    ...positionOf(params, 'after'),
    ...positionOf(params, 'before'),
    order,
    limit: Math.min(MAX_PAGE, integerOf(params, 'limit', 1) ?? DEFAULT_PAGE),
  }
}

/** A parameter that is given twice arrives as a list, and Postgres takes no NUL. */
const checkTexts = (params: Readonly<Record<string, unknown>>): void => {
  for (const [name, value] of Object.entries(params))
    if (typeof value !== 'string' || value.includes('\0')) throw bad(`${name.slice(0, 100)} must be one text`)
}

const integerOf = (params: Params, name: string, least: number): number | undefined => {
  const text = params[name]
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < least) throw bad(`${name} is a whole number from ${least}`)
  return value
}

const positionOf = <Name extends 'after' | 'before'>(params: Params, name: Name): Partial<Record<Name, number>> => {
  const value = integerOf(params, name, 0)
  return value === undefined ? {} : ({ [name]: value } as Record<Name, number>)
}

const versionOf = (params: Params): { from?: number } => {
  const from = integerOf(params, 'from', 1)
  if (from === undefined) return {}
  if (params['subject'] === undefined && params['stream'] === undefined) throw bad('from is a version of a subject')
  return { from }
}

const timeOf = <Name extends 'since' | 'until'>(params: Params, name: Name): Partial<Record<Name, string>> => {
  const text = params[name]
  if (text === undefined) return {}
  const ms = Date.parse(text)
  if (!(ms >= FIRST_MS && ms <= LAST_MS)) throw bad(`${name} is not a time such as 2026-03-01T10:00:00Z`)
  return { [name]: new Date(ms).toISOString() } as Record<Name, string>
}

const bad = (message: string): BadRequestException => new BadRequestException({ code: 'bad_request', message })
