import { type MeshEvent, contentHash } from '@heimgewebe/contracts'
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
  open_change: (area) => (BRANCH.test(area) ? undefined : 'only branches of the mesh are proposed: heimgewebe/<name>'),
}

/** Why a command that wants a change is refused; undefined where the loop takes it. */
export const objectionToWish = (
  event: MeshEvent,
  { area }: Command,
  wants: Wants,
  repository: string | undefined,
): string | undefined => {
  if (event.type !== 'command.given.v1')
    return 'a change of a repository is wanted on the page or by the command line, not by a comment'
  return repository === undefined ? 'the command names no repository' : OBJECTIONS[wants](area)
}

/** What has to be known to read a wish out of a command. */
export interface WishKnown {
  readonly commanders: readonly Commander[]
  readonly giver: Giver
  /** Repository that the text names. */
  readonly repository?: string
  /** Change that it names, where it was heard of. */
  readonly change?: { readonly repository: string }
}

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
    if (act === undefined || objectionToWish(event, reading, act, repository) !== undefined) continue
    const who = show(known.giver.by)
    const { what, given } = ORDERS[act](reading.area, `${who} asked for it.`, event.id)
    return {
      agent: 'hauski',
      repository,
      title: `${what} in ${repository}?`.slice(0, 300),
      text: `${who} typed: ${show(reading.text)}\n\n${JSON.stringify(given, undefined, 2)}`,
      reasons: [reason(`${who} asked to ${what.charAt(0).toLowerCase()}${what.slice(1)}`, [event.id], event.id)],
      contentSha256: contentHash(given),
      order: { act, arguments: given },
    }
  }
  return undefined
}

type Order = (area: string, body: string, event: string) => { what: string; given: Readonly<Record<string, string>> }

const ORDERS: Readonly<Record<Wants, Order>> = {
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
