import { BadRequestException, Controller, Get, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { type Cdevent, writeCdevent } from '../decisions/write-cdevent.js'
import { EventLog } from '../io/append/event-log.js'

const MOST = 1000
const DEFAULT = 100

/** A CDEvent in the envelope of CloudEvents, as its binding asks for. */
interface Enveloped {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly data: Cdevent
}

/** The log for tools that speak CDEvents. */
@Controller('cdevents')
@Needs('read')
export class CdeventsController {
  constructor(private readonly log: EventLog) {}

  /** Events after a position that CDEvents has a word for: `after`, `limit` of positions read, up to 1000. `next` is the position to pass as `after`. */
  @Get()
  async page(@Query() query: Readonly<Record<string, unknown>>): Promise<{ events: Enveloped[]; next: number }> {
    const after = whole('after', query['after'], 0, Number.MAX_SAFE_INTEGER, 0)
    const limit = whole('limit', query['limit'], 1, MOST, DEFAULT)
    const events = await this.log.reader.find({ after, order: 'asc', limit })
    return {
      events: events
        .map(writeCdevent)
        .filter((one) => one !== undefined)
        .map(envelope),
      next: events.at(-1)?.position ?? after,
    }
  }
}

const envelope = (data: Cdevent): Enveloped => ({
  specversion: '1.0',
  id: data.context.id,
  source: data.context.source,
  type: data.context.type,
  subject: data.subject.id,
  time: data.context.timestamp,
  datacontenttype: 'application/json',
  data,
})

const whole = (name: string, value: unknown, least: number, most: number, fallback: number): number => {
  if (value === undefined || value === '') return fallback
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : NaN
  if (number >= least && number <= most) return number
  throw new BadRequestException({ code: 'bad_request', message: `${name} is a whole number from ${least} to ${most}` })
}
