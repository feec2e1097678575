import type { MeshEvent } from '@heimgewebe/contracts'
import { findEvents } from '../client/event.js'
import { readStream } from '../client/sse.js'
import { clientOf } from '../context.js'
import type { Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { describeEvent } from '../output/describe-event.js'

/** Options of `heimgewebe events`. */
export interface EventOptions {
  readonly type?: string
  readonly subject?: string
  readonly since?: string
  /** Events to show. Default 50, at most 1000. */
  readonly limit: number
  readonly follow?: boolean
}

/** `heimgewebe events`: the newest events that fit, oldest of them first; with `--follow` also those that come. `--json`: one a line. */
export const events = async (context: Context, options: EventOptions): Promise<number> => {
  const { terminal, json, interrupted } = context
  const chronik = await clientOf(context, 'chronik')
  const { type, subject } = options
  const since = options.since === undefined ? undefined : timeOf(options.since, new Date())
  const show = (event: MeshEvent): void =>
    json ? terminal.json(event) : terminal.print(describeEvent(event, terminal.width))
  const found = await findEvents(chronik, { type, subject, since, order: 'desc', limit: Math.min(options.limit, 1000) })
  for (const event of found.toReversed()) show(event)
  if (!options.follow) return EXIT.fine
  const after = found[0]?.position
  try {
    for await (const message of readStream(
      await chronik.stream('/events/stream', { type, subject, after }, interrupted),
    ))
      show(JSON.parse(message.data) as MeshEvent)
  } catch (error) {
    if (!interrupted.aborted) throw error
  }
  return EXIT.fine
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A point in time: RFC 3339, a date, or a span before now such as `2h`. */
export const timeOf = (text: string, now: Date): string => {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? []
  if (count !== undefined && unit !== undefined)
    return new Date(now.getTime() - Number(count) * UNITS[unit]!).toISOString()
  const time = Date.parse(text)
  if (Number.isNaN(time))
    throw new Failure(
      `--since "${text}" is no time`,
      EXIT.usage,
      'Give a span such as 2h, or a time such as 2026-11-20T08:00:00Z.',
    )
  return new Date(time).toISOString()
}
