import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { refusal } from './dispatch-commands.js'

type Given = MeshEvent<'command.given.v1'>

/** Whether a command comes too late at a moment, RFC 3339. */
export const isLate = ({ data: { expires_at: deadline } }: Given, at: string): boolean =>
  deadline !== undefined && Date.parse(at) > Date.parse(deadline)

/** The one refusal of a text that is heard after its deadline. */
export const refuseLate = (event: Given, at: string): Draft => {
  const { text, by, expires_at: deadline = at } = event.data
  return refusal(
    event,
    text,
    0,
    by,
    'not-allowed',
    `it was to be carried out until ${deadline}, and was heard at ${at}`,
  )
}
