import { type Draft, type MeshEvent, draft } from '@heimgewebe/contracts'
import { type Commander, type Giver, mayGive } from '../check-commander.js'
import { refusal } from '../dispatch-commands.js'
import { idAfter } from '../make-decision.js'
import type { Command, Malformed } from '../read-commands.js'
import { show } from '../show-text.js'
import { verbOf } from '../tools.js'

/** What is known when somebody wants a change pursued again. */
export interface TakeUpKnown {
  readonly commanders: readonly Commander[]
  readonly giver: Giver
  /** Change that the text names, where it was heard of. */
  readonly change?: { readonly change: string; readonly repository: string; readonly givenUp?: string | undefined }
}

/** The commands that take a change up again: one event, or one refusal that says why. */
export const takeUp = (
  event: MeshEvent,
  readings: readonly (Command | Malformed)[],
  { commanders, giver, change }: TakeUpKnown,
): Draft[] => {
  let done = false
  return readings.flatMap((reading, place) => {
    if (!reading.ok || !verbOf(reading.tool, reading.verb)?.resumes) return []
    if (!mayGive(commanders, giver, reading.tool, reading.verb)) return []
    const refuse = (code: 'unknown-change' | 'not-allowed', why: string): Draft[] => [
      refusal(event, reading.text, place, giver.by, code, why),
    ]
    if (event.type !== 'command.given.v1')
      return refuse('not-allowed', 'a change is taken up again on the page or by the command line')
    if (change === undefined) return refuse('unknown-change', 'the command names no change that was heard of')
    if (change.givenUp === undefined || done) return refuse('not-allowed', `${change.change} is not given up`)
    done = true
    const { change: subject, repository, givenUp } = change
    const data = { repository, change: subject, by: show(giver.by) || 'somebody', given_up: givenUp }
    return [draft('change.resumed.v1', { id: idAfter(event, `take up ${place}`), subject, data })]
  })
}
