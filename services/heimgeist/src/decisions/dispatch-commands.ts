import { type Draft, type EventData, type MeshEvent, draft } from '@heimgewebe/contracts'
import { type Commander, type Giver, mayGive } from './check-commander.js'
import { type Levels, findLevel } from './find-level.js'
import { idAfter, makeDecision, reason, requestGuard } from './make-decision.js'
import { permitAct } from './permit-act.js'
import type { Command, Malformed } from './read-commands.js'
import { isAtHost, sayAsked } from './say-at-host.js'
import { show } from './show-text.js'
import { type Verb, possible, verbOf, verbsOf } from './tools.js'
import { type Undo, objectionToWish } from './wish-of-command.js'

/** A change that heimgeist has heard of. */
export interface KnownChange {
  readonly change: string
  readonly repository: string
  readonly sha?: string
  readonly areas: readonly string[]
}

/** What the dispatcher knows when a text with commands arrives. */
export interface DispatchKnown {
  readonly levels: Levels
  /** Who may give which commands; empty for everyone who can append or comment. */
  readonly commanders: readonly Commander[]
  /** Who gave the commands. */
  readonly giver: Giver
  /** Change that the text names; absent where it names none. */
  readonly named?: string
  /** Repository that the text names. */
  readonly repository?: string
  /** The named change, where heimgeist has heard of it. */
  readonly change?: KnownChange
  /** The way back from the act that the text wants taken back, where there is one. */
  readonly undo?: Undo
}

type Code = EventData['command.refused.v1']['code']

/** Routes the commands of one text: each becomes exactly one request to the tool, or one refusal that says why. */
export const dispatchCommands = (
  event: MeshEvent,
  readings: readonly (Command | Malformed)[],
  known: DispatchKnown,
): Draft[] => readings.flatMap((reading, place) => dispatch(event, reading, place, known))

const dispatch = (event: MeshEvent, reading: Command | Malformed, place: number, known: DispatchKnown): Draft[] => {
  const refuse = (code: Code, why: string): Draft[] => [refusal(event, reading.text, place, known.giver.by, code, why)]
  if (!reading.ok) return refuse('malformed', `${reading.why}; possible: ${possible()}`)

  const verbs = verbsOf(reading.tool)
  if (!verbs) return refuse('unknown-tool', `there is no tool ${show(reading.tool)}; possible: ${possible()}`)
  const verb = verbOf(reading.tool, reading.verb)
  if (!verb)
    return refuse('unknown-verb', `${reading.tool} knows no /${show(reading.verb)}; it knows ${namesOf(verbs)}`)
  if (!mayGive(known.commanders, known.giver, reading.tool, reading.verb))
    return refuse(
      'not-allowed',
      `${show(known.giver.by)} may not give ${reading.tool} /${reading.verb}; HEIMGEIST_COMMANDERS says who may`,
    )
  if (verb.wants) {
    const objection = objectionToWish(event, reading, verb.wants, {
      repository: known.repository ?? known.change?.repository,
      undo: known.undo,
    })
    return objection === undefined ? [] : refuse('not-allowed', objection)
  }
  // What it does to an epic, or says of a pattern, is decided by what is known of that.
  if (verb.epic || verb.judges)
    return reading.area === '' ? refuse('malformed', `${reading.tool} /${reading.verb} needs ${verb.takes}`) : []
  // What it tells, or takes up, is decided beside this.
  if (verb.tells || verb.resumes) return []
  if (!verb.run && !verb.looks && !verb.says)
    return refuse(
      'unknown-verb',
      `${reading.tool} /${reading.verb} is planned, but nothing carries it out yet; possible: ${possible()}`,
    )
  if (verb.argument === 'required' && reading.area === '')
    return refuse('malformed', `${reading.tool} /${reading.verb} needs ${verb.takes}`)

  const { change } = known
  if (!change) return refuse('unknown-change', unknownChange(known.named))
  if (known.repository !== undefined && known.repository !== change.repository)
    return refuse(
      'unknown-change',
      `${change.change} is not in ${show(known.repository)}; it is in ${change.repository}`,
    )
  if (verb.run) return request(event, reading, place, known, change, verb.run)
  if (verb.looks) return lookAt(event, reading, place, known, change, verb.looks)
  return say(event, reading, place, known, change)
}

/** Has sichter look at a change: nothing is run for it, so it needs no level. */
const lookAt = (
  event: MeshEvent,
  command: Command,
  place: number,
  known: DispatchKnown,
  { change, repository, areas }: KnownChange,
  depth: NonNullable<Verb['looks']>,
): Draft[] => {
  const by = show(known.giver.by, 300)
  const level = findLevel(known.levels, { agent: command.tool, act: 'look', repository })
  const decision = makeDecision(event, `command ${place}`, {
    act: 'look',
    chosen: 'request-analysis',
    agent: command.tool,
    level,
    reasons: [reason(`${by} asked for ${command.tool} /${command.verb}`, [event.id], event.id)],
    repository,
    change,
    areas,
  })
  const id = idAfter(event, `analysis ${place}`)
  return [
    decision,
    draft('analysis.requested.v1', {
      id,
      subject: `analysis/${id}`,
      ...(decision.id === undefined ? {} : { causationid: decision.id }),
      data: { repository, change, depth, requested_by: by },
    }),
  ]
}

/** Says at the host of a change what somebody asked to be said, in a comment of its own. */
const say = (event: MeshEvent, command: Command, place: number, known: DispatchKnown, change: KnownChange): Draft[] => {
  const refuse = (why: string): Draft[] => [refusal(event, command.text, place, known.giver.by, 'not-allowed', why)]
  // A comment that has a comment written would only repeat itself.
  if (event.type !== 'command.given.v1') return refuse('a comment is asked for on the page or by the command line')
  if (!isAtHost(change.change)) return refuse(`${change.change} has no number at a host`)
  const level = findLevel(known.levels, { agent: command.tool, act: 'say', repository: change.repository })
  if (permitAct({ act: 'say', asked: true, inBudget: true, undo: true }, level.level) !== 'do')
    return refuse(`level ${level.level} does not allow it: ${level.reason}`)
  const decision = makeDecision(event, `command ${place}`, {
    act: 'say',
    chosen: 'act',
    agent: command.tool,
    level,
    reasons: [reason(`${show(known.giver.by)} asked for ${command.tool} /${command.verb}`, [event.id], event.id)],
    repository: change.repository,
    change: change.change,
  })
  return [decision, sayAsked(event, `comment ${place}`, decision, `${show(known.giver.by)}: ${command.area}`)]
}

const request = (
  event: MeshEvent,
  command: Command,
  place: number,
  known: DispatchKnown,
  change: KnownChange,
  kind: NonNullable<Verb['run']>,
): Draft[] => {
  const area = command.area === '' ? 'changed' : command.area
  const level = findLevel(known.levels, { agent: command.tool, act: 'look', repository: change.repository })
  const permission = permitAct({ act: 'look', asked: true, inBudget: true, undo: false }, level.level)
  if (permission !== 'do')
    return [
      refusal(
        event,
        command.text,
        place,
        known.giver.by,
        'not-allowed',
        `level ${level.level} does not allow it: ${level.reason}`,
      ),
    ]

  const decision = makeDecision(event, `command ${place}`, {
    act: 'look',
    chosen: 'request-guard',
    agent: command.tool,
    level,
    reasons: [
      reason(`${show(known.giver.by)} asked for ${command.tool} /${command.verb} ${area}`, [event.id], event.id),
    ],
    repository: change.repository,
    change: change.change,
    areas: area === 'changed' ? change.areas : [area],
  })
  const wish = { ...change, sha: change.sha, area, kind, by: show(known.giver.by) }
  return [decision, requestGuard(event, `guard ${place}`, decision, wish)]
}

/** The refusal of a command that another service gives, in whatever name: its account is no person's. */
export const refuseAsker = (event: MeshEvent<'command.given.v1'>): Draft =>
  refusal(event, event.data.text, 0, event.data.by, 'not-allowed', `${event.source} is no person and gives no commands`)

/** The refusal of the command at a place of a text. */
export const refusal = (event: MeshEvent, text: string, place: number, by: string, code: Code, why: string): Draft =>
  draft('command.refused.v1', {
    id: idAfter(event, `refusal ${place}`),
    subject: event.subject,
    data: { text: show(text, 2000), by: show(by), reason: show(why, 1000), code },
  })

const unknownChange = (named: string | undefined): string =>
  named === undefined
    ? 'the command names no change; name one as pr/<repository>/<number>, branch/<repository>/<branch> or change/<repository>/<sha>'
    : `nothing is known of ${show(named)}; name a change that was recorded or opened`

const namesOf = (verbs: Readonly<Record<string, Verb>>): string =>
  Object.keys(verbs)
    .map((name) => `/${name}`)
    .join(', ')
