import type { MeshEvent } from '@heimgewebe/contracts'
import { show } from '../show-text.js'
import { type Facts, type Happening, type LatestRun, noFacts } from './epic.js'
import { nameEpics } from './name-epics.js'
import type { Run } from '../failures/read-run.js'

/** Files, runs and reviewers of one change that are kept, and characters of a path. */
const MOST_FILES = 200
const MOST_RUNS = 30
const MOST_REVIEWERS = 30
const MAX_PATH = 500

type Proposal = MeshEvent<'pr.opened.v1'> | MeshEvent<'pr.updated.v1'>

// NOTE: events come in any order, webhooks late and histories last. What is later by its own time counts, not what was
// heard later; so the same events lead to the same facts in whatever order they come.

/** A change as it is proposed now. */
export const followProposal = (known: Facts | undefined, event: Proposal): Facts => {
  const { data, subject, type } = event
  const at = happening(event)
  const facts = known ?? noFacts(subject, data.repository)
  const content =
    facts.contentMs !== undefined && at.atMs < facts.contentMs
      ? {}
      : {
          title: show(data.title, 200),
          author: show(data.author.name, 100),
          branch: data.branch,
          head: data.head,
          contentMs: at.atMs,
          files: data.files_known
            ? data.files.flatMap(({ path }) => (path.length > MAX_PATH ? [] : [path])).slice(0, MOST_FILES)
            : facts.files,
          needs: nameEpics(textOf(data), data.repository).needs.map((refs) => ({ refs, event: event.id })),
        }
  // Only being opened again takes back an end; a title that is mended after the merge does not.
  const again = type === 'pr.opened.v1' && (facts.state === undefined || at.atMs > facts.state.atMs)
  // An update tells that it is open, not since when: it stands behind every other word.
  const since = type === 'pr.opened.v1' ? at : { ...at, atMs: 0 }
  const is = again || facts.state === undefined ? { state: { is: 'open' as const, ...since } } : {}
  const opened = type === 'pr.opened.v1' && at.atMs < (facts.opened?.atMs ?? Infinity) ? { opened: at } : {}
  return { ...facts, ...content, ...is, ...opened, news: later(facts.news, at) }
}

/** A change that is merged or given up. */
export const followEnd = (
  known: Facts | undefined,
  event: MeshEvent<'pr.merged.v1'> | MeshEvent<'pr.closed.v1'>,
): Facts => {
  const { data, subject } = event
  const facts = known ?? noFacts(subject, data.repository)
  const at = happening(event)
  const is = event.type === 'pr.merged.v1' ? 'merged' : 'closed'
  const title = facts.title ?? (data.title === undefined ? undefined : show(data.title, 200))
  const branch = facts.branch ?? data.branch
  const sha = event.type === 'pr.merged.v1' ? event.data.merge_sha : undefined
  return {
    ...facts,
    ...(title === undefined ? {} : { title }),
    ...(branch === undefined ? {} : { branch }),
    ...(sha === undefined ? {} : { mergedAs: sha }),
    ...(ends(facts, is, at) ? { state: { is, ...at } } : {}),
    news: later(facts.news, at),
  }
}

/** What is merged stays so, whatever is closed or deleted after it; an end counts against a beginning of the same moment. */
const ends = ({ state }: Facts, is: 'merged' | 'closed', { atMs }: Happening): boolean =>
  state === undefined ||
  (atMs >= state.atMs ? state.is !== 'merged' || is === 'merged' : is === 'merged' && state.is === 'closed')

/** The latest run of each pipeline and guard. A run is no news: pipelines run at night, too. */
export const followTry = (
  known: Facts | undefined,
  event: MeshEvent,
  run: Run,
  change: string,
  repository: string,
): Facts => {
  const facts = known ?? noFacts(change, repository)
  const at = happening(event)
  const [test] = run.tests
  const said = test && show(test.name ?? test.output ?? '', 200)
  const { what, sha, failed } = run
  const latest: LatestRun = { what, sha, failed, ...at, ...(failed && said ? { said } : {}) }
  const before = facts.runs.find((one) => one.what === what)
  if (before && before.atMs > at.atMs) return facts
  const runs = [...facts.runs.filter((one) => one.what !== what), latest]
  return { ...facts, runs: runs.sort((a, b) => a.atMs - b.atMs || (a.what < b.what ? -1 : 1)).slice(-MOST_RUNS) }
}

/** What a reviewer says: a mere comment leaves the verdict before it in force. */
export const followReview = (known: Facts | undefined, event: MeshEvent<'pr.reviewed.v1'>): Facts => {
  const { data, subject } = event
  const facts = known ?? noFacts(subject, data.repository)
  const at = happening(event)
  const news = later(facts.news, at)
  const { verdict } = data
  const reviewer = show(data.reviewer.name, 100)
  const before = facts.reviews.find((one) => one.reviewer === reviewer)
  if (verdict === 'commented' || (before && before.atMs > at.atMs)) return { ...facts, news }
  const reviews = [...facts.reviews.filter((one) => one.reviewer !== reviewer), { reviewer, verdict, ...at }]
  return { ...facts, news, reviews: reviews.slice(-MOST_REVIEWERS) }
}

/** The text of a change or issue in which an epic can be named. */
export const textOf = ({ title, body = '' }: { readonly title: string; readonly body?: string | undefined }): string =>
  `${title}\n${body}`

/** When something happened, and the event that tells. */
export const happening = ({ id, time }: MeshEvent): Happening => ({ event: id, atMs: Date.parse(time) })

const later = (known: Happening | undefined, at: Happening): Happening =>
  known !== undefined && known.atMs > at.atMs ? known : at
