import { type EventData, type MeshEvent, contentHash, isUuid } from '@heimgewebe/contracts'
import { type Commander, type Giver, mayGive } from './check-commander.js'
import { reason } from './make-decision.js'
import type { ChangeWish } from './propose-change.js'
import type { Command, Malformed } from './read-commands.js'
import { show } from './show-text.js'
import { type Verb, verbOf } from './tools.js'

type Wants = NonNullable<Verb['wants']>

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
const BRANCH = /^heimgewebe\/[a-z0-9][a-z0-9._/-]*$/

/** What each wish is refused for, by the word after its verb. */
const OBJECTIONS: Readonly<Record<Wants, (area: string) => string | undefined>> = {
  revert_change: (area) =>
    COMMIT.test(area) ? undefined : 'a commit is named by its whole id, 40 or 64 hexadecimal digits',
  open_issue: (area) => (area === '' ? 'an issue needs a "title" in quotes' : undefined),
  undo: (area) => (isUuid(area) ? undefined : 'an act is named by the id of its request'),
  open_change: (area) => (BRANCH.test(area) ? undefined : 'only branches of the mesh are proposed: heimgewebe/<name>'),
}

/** Why a command that wants a change is refused; undefined where the loop takes it. */
export const objectionToWish = (
  event: MeshEvent,
  { area }: Command,
  wants: Wants,
  { repository, undo }: { readonly repository: string | undefined; readonly undo?: Undo | undefined },
): string | undefined => {
  if (event.type !== 'command.given.v1')
    return 'a change of a repository is wanted on the page or by the command line, not by a comment'
  if (repository === undefined) return 'the command names no repository'
  const objection = OBJECTIONS[wants](area)
  if (objection !== undefined || wants !== 'undo') return objection
  return undo?.request === area && undo.repository === repository
    ? undefined
    : `no way back is known from ${show(area)} in ${show(repository)}`
}

/** What has to be known to read a wish out of a command. */
export interface WishKnown {
  readonly commanders: readonly Commander[]
  readonly giver: Giver
  /** Repository that the text names. */
  readonly repository?: string
  /** Change that it names, where it was heard of. */
  readonly change?: { readonly repository: string }
  /** How the act that the text wants taken back can be, where hauski named a way. */
  readonly undo?: Undo
}

/** A way back from an act. */
export interface Undo {
  readonly request: string
  readonly repository: string
  readonly done: string
  readonly act: string
  readonly arguments: Readonly<Record<string, unknown>>
}

/** The act that a text wants taken back, by the id of its request. */
export const undoWanted = (readings: readonly (Command | Malformed)[]): string | undefined =>
  readings.find((one): one is Command => one.ok && verbOf(one.tool, one.verb)?.wants === 'undo' && isUuid(one.area))
    ?.area

/** The change that a text wants: the first command of it that does and is not refused. */
export const wishOfCommand = (
  event: MeshEvent,
  readings: readonly (Command | Malformed)[],
  known: WishKnown,
): ChangeWish | undefined => {
  const repository = known.repository ?? known.change?.repository
  if (repository === undefined) return undefined
  for (const reading of readings) {
    if (!reading.ok || !mayGive(known.commanders, known.giver, reading.tool, reading.verb)) continue
    const act = verbOf(reading.tool, reading.verb)?.wants
    if (act === undefined || objectionToWish(event, reading, act, { repository, undo: known.undo }) !== undefined)
      continue
    const who = show(known.giver.by)
    const { what, given, order = act } = orderOf(act, reading.area, `${who} asked for it.`, event.id, known.undo)
    return {
      agent: 'hauski',
      repository,
      title: `${what} in ${repository}?`.slice(0, 300),
      text: `${who} typed: ${show(reading.text)}\n\n${JSON.stringify(given, undefined, 2)}`,
      reasons: [reason(`${who} asked to ${what.charAt(0).toLowerCase()}${what.slice(1)}`, [event.id], event.id)],
      contentSha256: contentHash(given),
      order: { act: order as Act, arguments: given },
    }
  }
  return undefined
}

type Act = EventData['action.requested.v1']['act']

const orderOf = (
  act: Wants,
  area: string,
  body: string,
  event: string,
  undo: Undo | undefined,
): { what: string; given: Readonly<Record<string, unknown>>; order?: string } => {
  if (act !== 'undo') return ORDERS[act](area, body, event)
  return { what: `Take back ${undo!.done} ${area}`, given: undo!.arguments, order: undo!.act }
}

type Order = (area: string, body: string, event: string) => { what: string; given: Readonly<Record<string, string>> }

const ORDERS: Readonly<Record<Exclude<Wants, 'undo'>, Order>> = {
  revert_change: (sha, body) => {
    const what = `Revert ${sha.slice(0, 12)}`
    return { what, given: { sha, branch: `heimgewebe/revert-${sha.slice(0, 12)}`, title: what, body } }
  },
  // The command is the marker: given once more, it is another issue.
  open_issue: (title, body, event) => ({
    what: `Open the issue "${title.slice(0, 200)}"`,
    given: { title, body, marker: `command/${event}` },
  }),
  open_change: (branch, body) => ({
    what: `Propose ${branch.slice(0, 200)}`,
    given: { branch, title: `Merge ${branch}`.slice(0, 300), body },
  }),
}
