import { hash } from 'node:crypto'
import { type Draft, type MeshEvent, deriveId, draft, timeOfId } from '@heimgewebe/contracts'
import { type Case, ENOUGH, isNews } from './lesson.js'

/** A bad change, and the change that repaired it. */
export interface Mended {
  /** Subject of the bad change. */
  readonly change: string
  /** Subject of the one that repaired it. */
  readonly fix: string
  /** Event that says so. */
  readonly event: string
}

/** How far the repairs of a repository were looked at. */
export interface MiningState {
  /** Repairs that are known. */
  readonly repairs: number
  /** How many there were when it was asked last. */
  readonly asked: number
  /** True once its history was read: in the middle of it there are more to come. */
  readonly whole: boolean
}

/** What is known when it may be asked what fixes took out. */
export interface MiningKnown {
  readonly repository: string
  /** The latest repairs, newest first. */
  readonly mended: readonly Mended[]
  /** Bad changes by subject. */
  readonly cases: ReadonlyMap<string, Case>
  /** The latest changes, newest first. */
  readonly past: readonly Case[]
  /** Commits of proposed changes by subject. */
  readonly commits: ReadonlyMap<string, string>
  /** Good changes that a rule must be tried on. */
  readonly goodWanted: number
  /** Whether a language model may be asked where nothing is found. */
  readonly showCode: boolean
}

/** Good changes that are named, for each one that is wanted: some have no code, or none in the language of a rule. */
const SPARE = 4
const MOST_GOOD = 1000

/** The repairs that a commit shows: it names what it fixes or takes back. */
export const mendedBy = ({ id, data }: MeshEvent<'change.recorded.v1'>): Mended[] =>
  [...new Set([...(data.fixes ?? []), ...(data.reverts ?? [])])]
    .filter((sha) => sha !== data.sha)
    .map((sha) => ({ change: `change/${data.repository}/${sha}`, fix: data.change, event: id }))

/** The repair that the end of an incident shows, where both its cause and what ended it are known. */
export const mendedIn = ({ id, data }: MeshEvent<'incident.resolved.v1'>): Mended[] => {
  const { caused_by: change, fixed_by: fix } = data
  return change === undefined || fix === undefined || change === fix ? [] : [{ change, fix, event: id }]
}

/** Whether there are enough new repairs to look at what they took out. */
const isDue = ({ repairs, asked }: MiningState): boolean =>
  repairs >= ENOUGH && isNews(asked === 0 ? undefined : { version: 1, support: asked, against: 0 }, repairs, 0)

/**
 * Asks what the fixes of a repository took out of its code, and names the good changes that a rule has to be silent on:
 * those that nothing speaks against and that repaired nothing themselves. Undefined without three independent cases.
 */
const askMining = (event: MeshEvent, known: MiningKnown): Draft<'mining.requested.v1'> | undefined => {
  const { repository, mended, cases, past, commits, goodWanted, showCode } = known
  const commitOf = (subject: string): string | undefined => shaOf(repository, commits.get(subject) ?? subject)
  const pairs = mended.flatMap(({ change, fix }) => {
    const [sha, mending] = [commitOf(change), commitOf(fix)]
    const group = groupOf(cases.get(change), change)
    return sha === undefined || mending === undefined ? [] : [{ change, sha, fix: mending, group }]
  })
  // A fix of several changes is one repair, as is what one author did on one day.
  const few = [pairs.map(({ group }) => group), pairs.map(({ fix: mending }) => mending)]
  if (few.some((names) => new Set(names).size < ENOUGH)) return undefined
  const involved = new Set(pairs.flatMap(({ sha, fix }) => [sha, fix]))
  const good = past
    .filter(({ troubles }) => troubles.length === 0)
    .flatMap(({ subject }) => commitOf(subject) ?? [])
    .filter((sha) => !involved.has(sha))
  const id = deriveId(timeOfId(event.id), `${event.id}|heimlern|${repository}|mining`)
  return draft('mining.requested.v1', {
    id,
    subject: `mining/${repository}`,
    data: {
      repository,
      cases: pairs,
      good: [...new Set(good)].slice(0, Math.min(MOST_GOOD, SPARE * goodWanted)),
      support: ENOUGH,
      good_wanted: goodWanted,
      ...(showCode ? { show_code: true } : {}),
    },
  })
}

/** What one author did on one day is one case; a change of which nothing is known is one of its own. */
const groupOf = (one: Case | undefined, change: string): string =>
  hash('sha256', one === undefined || one.author === '' ? change : `${one.author} ${one.at.slice(0, 10)}`, 'hex').slice(
    0,
    16,
  )

const shaOf = (repository: string, subject: string): string | undefined => {
  const prefix = `change/${repository}/`
  const sha = subject.startsWith(prefix) ? subject.slice(prefix.length) : ''
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(sha) ? sha : undefined
}

/** How it is asked what fixes took out, for who keeps the repairs. `event`: what shows the latest of them. */
export const miningAfter = (event: MeshEvent) => ({ isDue, ask: (known: MiningKnown) => askMining(event, known) })
