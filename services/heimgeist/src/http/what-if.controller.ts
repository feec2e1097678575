import { BadRequestException, Controller, Get, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { ConfigError } from '@heimgewebe/mesh'
import { readLevels } from '../config.js'
import { type DecisionInput, type OtherPolicy, replayDecisions } from '../decisions/replay-decisions.js'
import { InputStore } from '../io/input-store.js'

/** Most decisions of one answer. */
const MOST = 200_000

/** What would have been decided under another policy. Reads only. */
@Controller('what-if')
@Needs('read')
export class WhatIfController {
  constructor(private readonly inputs: InputStore) {}

  /**
   * `since` a day, YYYY-MM-DD; `repository`; and the other policy: `level` for everything, `levels` as in
   * HEIMGEIST_LEVELS, `messages_per_day`, `guards_per_day`.
   */
  @Get()
  async replay(@Query() query: Readonly<Record<string, unknown>>) {
    const { since, repository, level, levels, messages_per_day: messages, guards_per_day: guards } = texts(query)
    if (since === undefined || !/^\d{4}-\d\d-\d\d$/.test(since)) throw bad('since is no day as YYYY-MM-DD')
    const other: OtherPolicy = {
      ...(level === undefined && levels === undefined ? {} : { levels: levelsOf(level, levels) }),
      ...(messages === undefined ? {} : { messagesPerDay: numberOf('messages_per_day', messages) }),
      ...(guards === undefined ? {} : { guardsPerDay: numberOf('guards_per_day', guards) }),
    }
    if (Object.keys(other).length === 0) throw bad('name another level, levels, messages_per_day or guards_per_day')
    const inputs: DecisionInput[] = []
    for await (const row of this.inputs.since(since, repository)) {
      if (inputs.push(row as unknown as DecisionInput) > MOST)
        throw bad(`there are more than ${MOST} decisions; name a later day`)
    }
    return { since, ...replayDecisions(inputs, other) }
  }
}

const NAMES = ['since', 'repository', 'level', 'levels', 'messages_per_day', 'guards_per_day'] as const

const texts = (query: Readonly<Record<string, unknown>>): Partial<Record<(typeof NAMES)[number], string>> => {
  for (const [name, value] of Object.entries(query)) {
    if (!(NAMES as readonly string[]).includes(name)) throw bad(`there is no parameter ${name.slice(0, 60)}`)
    if (typeof value !== 'string') throw bad(`${name} is given more than once`)
  }
  return query
}

const levelsOf = (level: string | undefined, levels: string | undefined) => {
  try {
    return readLevels({
      ...(level === undefined ? {} : { HEIMGEIST_LEVEL: level }),
      ...(levels === undefined ? {} : { HEIMGEIST_LEVELS: levels }),
    })
  } catch (error) {
    if (error instanceof ConfigError) throw bad(error.message)
    throw error
  }
}

const numberOf = (name: string, text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw bad(`${name} is no whole number`)
  return Number(text)
}

const bad = (message: string): BadRequestException => new BadRequestException({ code: 'parameter', message })
