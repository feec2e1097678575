import { clientOf, type Context } from '../context.js'
import { EXIT } from '../failure.js'
import { harmless } from '../output/terminal.js'
import { timeOf } from './events.js'

/** The other policy. */
export interface WhatIfOptions {
  readonly level?: string
  readonly levels?: string
  readonly messagesPerDay?: string
  readonly guardsPerDay?: string
  readonly repository?: string
  /** A span such as 30d, or a time. */
  readonly since: string
}

/** What heimgeist answers. */
interface Replay {
  readonly decisions: number
  readonly different: number
  readonly chosen: Readonly<Record<string, { readonly was: number; readonly would: number }>>
  readonly differences: readonly {
    readonly time: string
    readonly repository: string
    readonly agent: string
    readonly act: string
    readonly was: string
    readonly would: string
    readonly levels: readonly [number, number]
    readonly reason: string
  }[]
}

/** Differences shown; all are counted. */
const SHOWN = 20

/** `heimgewebe policy what-if`: the decisions of the past, made again under another policy. */
export const whatIf = async (context: Context, options: WhatIfOptions): Promise<number> => {
  const { terminal, json } = context
  const since = timeOf(options.since, new Date()).slice(0, 10)
  const heimgeist = await clientOf(context, 'heimgeist')
  const replay = await heimgeist.get<Replay>('/what-if', {
    since,
    level: options.level,
    levels: options.levels,
    messages_per_day: options.messagesPerDay,
    guards_per_day: options.guardsPerDay,
    repository: options.repository,
  })
  if (json) {
    terminal.json(replay)
    return EXIT.fine
  }
  terminal.print(`${replay.different} of ${replay.decisions} decisions since ${since} would have been others`)
  for (const [chosen, { was, would }] of Object.entries(replay.chosen))
    terminal.print(`  ${chosen.padEnd(14)} ${String(was).padStart(7)} → ${would}`)
  for (const one of replay.differences.slice(0, SHOWN)) {
    const [was, would] = one.levels
    terminal.print(
      `${one.time.slice(0, 16)}  ${harmless(`${one.repository} ${one.agent} ${one.act}: ${one.was} (level ${was}) → ${one.would} (level ${would})`)}`,
    )
    terminal.print(`  ${harmless(one.reason)}`)
  }
  return EXIT.fine
}
