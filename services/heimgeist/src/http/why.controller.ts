import { BadRequestException, Controller, Get, NotFoundException, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { explanationOf } from '../decisions/why/answer-why.js'
import { readThing } from '../decisions/why/read-thing.js'
import { WhyReader } from '../io/why/why-reader.js'

/** Longest name in characters. */
const MOST = 1000

/** Why something was decided, for people and tools: the answer to the command, without an event. */
@Controller('why')
@Needs('read')
export class WhyController {
  constructor(private readonly reader: WhyReader) {}

  /** What is known of `of`: the id of an event, a change, a commit, an incident or a rule; of one repository where it is named. */
  @Get()
  async tell(@Query('of') of?: string, @Query('repository') repository?: string) {
    const name = text('of', of)
    if (name === undefined) throw bad('of is missing')
    const place = text('repository', repository)
    const thing = readThing(name.normalize('NFC'), { repository: place })
    if (thing === undefined) throw bad('a number needs the repository that it is of')
    const found = explanationOf(thing, await this.reader.find(thing, { repository: place }), place, false)
    if (!found.ok) throw new NotFoundException({ code: 'not_found', message: found.why })
    return found.data
  }
}

/** A query parameter that is given twice arrives as a list. */
const text = (name: string, value: unknown): string | undefined => {
  if (value === undefined || value === '') return undefined
  if (typeof value !== 'string' || value.length > MOST || /\p{C}/u.test(value))
    throw bad(`${name} is not one text of at most ${MOST} characters`)
  return value
}

const bad = (message: string): BadRequestException => new BadRequestException({ code: 'parameter', message })
