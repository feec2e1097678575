import { type Draft, type MeshEvent, draft } from '@heimgewebe/contracts'
import { type Commander, type Giver, mayGive } from '../check-commander.js'
import { refusal } from '../dispatch-commands.js'
import { type Levels, findLevel } from '../find-level.js'
import { idAfter, makeDecision, reason } from '../make-decision.js'
import { permitAct } from '../permit-act.js'
import type { Command, Malformed } from '../read-commands.js'
import { sayWhy } from '../say-at-host.js'
import { show } from '../show-text.js'
import { verbOf } from '../tools.js'
import { type Explained, type Known, explain } from './explain.js'
import { type Asked, type Thing, readThing } from './read-thing.js'

/** What is found of a thing: what is known, or the names of several that it may be. */
export type Found = { readonly known: Known } | { readonly several: readonly string[] } | undefined

/** A question of a text: its place among the commands, and the thing; undefined where it names none. */
export interface Question {
  readonly place: number
  readonly thing: Thing | undefined
}

/** What has to be known to answer. */
export interface WhyKnown extends Asked {
  readonly levels: Levels
  readonly commanders: readonly Commander[]
  readonly giver: Giver
  /** What was found, question by question. */
  readonly found: readonly Found[]
  /** Answers at the hosts that are left of the day's. */
  readonly answersLeft: number
}

/** The questions of a text by somebody who may ask them. */
export const questionsOf = (
  readings: readonly (Command | Malformed)[],
  { commanders, giver, ...asked }: Pick<WhyKnown, 'commanders' | 'giver' | 'about' | 'repository'>,
): Question[] =>
  readings.flatMap((reading, place) =>
    reading.ok && verbOf(reading.tool, reading.verb)?.tells && mayGive(commanders, giver, reading.tool, reading.verb)
      ? [{ place, thing: readThing(reading.area, asked) }]
      : [],
  )

/**
 * Answers each question by `explanation.given.v1` or by a refusal that says what is not known; where it was asked in a
 * comment at a host, all answers of it are said there too, in one comment. A comment learns of its own repository alone,
 * and of no other whether there is such a thing; a person at the page or the command line learns where it is.
 */
export const answerWhy = (
  event: MeshEvent,
  readings: readonly (Command | Malformed)[],
  questions: readonly Question[],
  known: WhyKnown,
): Draft[] => {
  const atHost = event.type === 'comment.created.v1'
  const answers = questions.map(({ place, thing }, index) =>
    answer(event, readings[place]!.text, place, thing, known.found[index], known, atHost),
  )
  const drafts = answers.flatMap(({ drafts: own }) => own)
  return atHost
    ? [
        ...drafts,
        ...reply(
          event,
          answers.flatMap(({ lines }) => lines),
          known,
        ),
      ]
    : drafts
}

interface Answer {
  readonly drafts: Draft[]
  readonly lines: readonly string[]
}

const answer = (
  event: MeshEvent,
  text: string,
  place: number,
  thing: Thing | undefined,
  found: Found,
  known: WhyKnown,
  atHost: boolean,
): Answer => {
  const refuse = (why: string, code: 'malformed' | 'unknown-change' = 'unknown-change'): Answer => ({
    drafts: [refusal(event, text, place, known.giver.by, code, why)],
    lines: [show(why, 1000)],
  })
  if (thing === undefined) return refuse(`heimgeist /why needs ${NAMES}`, 'malformed')
  const explained = explanationOf(thing, found, known.repository, atHost)
  if (!explained.ok) return refuse(explained.why)
  const { data, lines } = explained
  const told = draft('explanation.given.v1', {
    id: idAfter(event, `why ${place}`),
    subject: /^(?:change|pr|branch|incident|rule)\//.test(data.about) ? data.about : (data.change ?? event.subject),
    data: { ...data, by: show(known.giver.by) || 'somebody' },
  })
  return { drafts: [told], lines }
}

/** What can be asked about. */
export const NAMES =
  'the id of a decision, act, question or other event, a change, a commit, an incident or a rule; alone it asks about the change that it stands at'

/** The answer to a question, or why there is none. `hidden`: other repositories are none of the asker's business. */
export const explanationOf = (
  thing: Thing,
  found: Found,
  repository: string | undefined,
  hidden: boolean,
): ({ readonly ok: true } & Explained) | { readonly ok: false; readonly why: string } => {
  const name = show(thing.name)
  const where = repository === undefined ? '' : ` in ${show(repository)}`
  if (found === undefined) return { ok: false, why: `nothing is known of ${name}${where}; ask with ${NAMES}` }
  if ('several' in found)
    return { ok: false, why: `${name} may be ${found.several.map((one) => show(one)).join(' or ')}` }
  const { known } = found
  const foreign = repository !== undefined && known.repository !== repository
  if (foreign && (hidden || known.repository !== null))
    return {
      ok: false,
      why: hidden
        ? `nothing is known of ${name}${where}; ask with ${NAMES}`
        : `${name} is not${where}; it is in ${known.repository}`,
    }
  return { ok: true, ...explain(known) }
}

/** Says the answers where they were asked for. */
const reply = (
  event: MeshEvent,
  lines: readonly string[],
  { levels, giver, repository, about, answersLeft }: WhyKnown,
) => {
  if (lines.length === 0 || about === undefined || repository === undefined || answersLeft <= 0) return []
  if (!/^(?:pr|issue)\/.+\/\d{1,9}$/u.test(about)) return []
  const level = findLevel(levels, { agent: 'heimgeist', act: 'say', repository })
  if (permitAct({ act: 'say', asked: true, inBudget: true, undo: true }, level.level) !== 'do') return []
  const decision = makeDecision(event, 'why', {
    act: 'say',
    chosen: 'act',
    agent: 'heimgeist',
    level,
    reasons: [reason(`${show(giver.by)} asked why at ${about}`, [event.id], event.id)],
    repository,
    ...(about.startsWith('pr/') ? { change: about } : {}),
  })
  return [decision, sayWhy(event, decision, about, lines)]
}
