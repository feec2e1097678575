import { userInfo } from 'node:os'
import { append } from '../client/event.js'
import { clientOf } from '../context.js'
import type { Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { harmless } from '../output/terminal.js'

/** An event that a service could not take. */
interface ParkedEvent {
  readonly event_id: string
  readonly event_type: string
  readonly consumer: string
  readonly reason: string
  readonly tries: number
}

const list = async (context: Context): Promise<readonly ParkedEvent[]> =>
  (await (await clientOf(context, 'chronik')).get<{ parked: readonly ParkedEvent[] }>('/parked')).parked

/** `heimgewebe parked list`: what was set aside and why; exit code 1 when there is anything. */
export const parkedList = async (context: Context): Promise<number> => {
  const { terminal, json } = context
  const parked = await list(context)
  if (json) terminal.json({ parked })
  else if (parked.length === 0) terminal.print('nothing is parked')
  for (const one of json ? [] : parked) {
    terminal.print(`${one.event_id}  ${terminal.tint('strong', one.consumer)}  ${one.event_type}  (${one.tries} tries)`)
    terminal.print(`  ${harmless(one.reason)}`)
  }
  return parked.length > 0 ? EXIT.findings : EXIT.fine
}

/** `heimgewebe parked retry <event|all>`: hands events to their services once more. */
export const parkedRetry = (context: Context, id: string, { consumer }: { consumer?: string }): Promise<number> =>
  decide(context, id, consumer, 'event.released.v1', {}, 'released')

/** `heimgewebe parked discard <event|all> --note <text>`: gives events up; the note says why. */
export const parkedDiscard = (
  context: Context,
  id: string,
  { consumer, note }: { consumer?: string; note: string },
): Promise<number> => decide(context, id, consumer, 'event.discarded.v1', { note }, 'discarded')

const decide = async (
  context: Context,
  id: string,
  consumer: string | undefined,
  type: 'event.released.v1' | 'event.discarded.v1',
  more: { readonly note?: string },
  word: string,
): Promise<number> => {
  const { terminal, json } = context
  const parked = await list(context)
  const chosen = parked.filter(
    (one) => (id === 'all' || one.event_id === id) && (consumer === undefined || one.consumer === consumer),
  )
  if (chosen.length === 0 && id !== 'all')
    throw new Failure(`no parked event has the id ${id}`, EXIT.usage, 'See "heimgewebe parked list".')
  const chronik = await clientOf(context, 'chronik')
  const by = `person/${userInfo().username}`
  for (const one of chosen) {
    const which = { event: one.event_id, consumer: one.consumer, by }
    const subject = `parked/${one.consumer}/${one.event_id}`
    if (type === 'event.discarded.v1') await append(chronik, type, subject, { ...which, note: more.note ?? '' })
    else await append(chronik, type, subject, which)
  }
  if (json) terminal.json({ [word]: chosen.map((one) => ({ event: one.event_id, consumer: one.consumer })) })
  else terminal.print(`${word} ${chosen.length} of ${parked.length}`)
  return EXIT.fine
}
