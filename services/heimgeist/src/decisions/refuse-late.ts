import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { refusal } from './dispatch-commands.js'
import type { Ordering } from './hear-commands.js'

/**
 * Until when a text is carried out, RFC 3339: as its giver says, or so long after a comment was written, since hosts give
 * none. Undefined where it has no deadline.
 */
export const deadlineOf = (event: Ordering, commentMs: number): string | undefined => {
  if (event.type === 'command.given.v1') return (event as MeshEvent<'command.given.v1'>).data.expires_at
  const { created_at: at } = (event as MeshEvent<'comment.created.v1'>).data
  return new Date(Date.parse(at) + commentMs).toISOString()
}

/** Whether a text comes too late at a moment, RFC 3339. */
export const isLate = (event: Ordering, at: string, commentMs: number): boolean => {
  const deadline = deadlineOf(event, commentMs)
  return deadline !== undefined && Date.parse(at) > Date.parse(deadline)
}

/** The one refusal of a text that is heard after its deadline. */
export const refuseLate = (event: Ordering, at: string, commentMs: number): Draft => {
  const { text } = event.data
  const by =
    event.type === 'command.given.v1'
      ? (event as MeshEvent<'command.given.v1'>).data.by
      : (event as MeshEvent<'comment.created.v1'>).data.author.name
  const deadline = deadlineOf(event, commentMs) ?? at
  const why = `it was to be carried out until ${deadline}, and was heard at ${at}`
  return refusal(event, text, 0, by, 'not-allowed', why)
}
