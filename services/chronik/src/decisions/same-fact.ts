import { type AnyDraft, type AnyMeshEvent, deriveId } from '@heimgewebe/contracts'

/** Hosts tell the same moment with and without fractions of a second, and lists and hooks a little apart. */
const SAME_SECOND_MS = 1000
const SAME_MOMENT_MS = 10_000

/** Events that say how a change or an issue stands. */
const STANDING = new Set([
  'pr.opened.v1',
  'pr.updated.v1',
  'pr.merged.v1',
  'pr.closed.v1',
  'issue.opened.v1',
  'issue.closed.v1',
])

/** Types that both a webhook and a poll may tell. */
export const POLLED_TYPES: readonly string[] = [
  ...STANDING,
  'pr.reviewed.v1',
  'comment.created.v1',
  'ci.result.v1',
  'release.published.v1',
]

/** Actors of events that a poll told; a webhook's are persons. */
const POLL = 'poll/'

/** Whether an event of the log and a draft for the same subject tell one fact. How a change stands is compared by `untold`. */
export const sameFact = (known: AnyMeshEvent, draft: AnyDraft): boolean => {
  if (known.type === 'comment.created.v1' && draft.type === 'comment.created.v1') {
    const [one, other] = [known.data, draft.data]
    if (one.url !== undefined && other.url !== undefined) return one.url === other.url
    return one.author.name === other.author.name && apart(one.created_at, other.created_at) <= SAME_SECOND_MS
  }
  if (known.type === 'ci.result.v1' && draft.type === 'ci.result.v1') {
    const [one, other] = [known.data, draft.data]
    if (one.outcome !== other.outcome || apart(one.finished_at, other.finished_at) > SAME_MOMENT_MS) return false
    // Gitea counts runs, jobs and tasks apart, and tells them by different doors: there the name has to do.
    return (one.run !== undefined && one.run === other.run) || one.pipeline === other.pipeline
  }
  if (known.type === 'pr.reviewed.v1' && draft.type === 'pr.reviewed.v1') {
    const [one, other] = [known.data, draft.data]
    const same = one.reviewer.name === other.reviewer.name && one.verdict === other.verdict
    return same && apart(one.reviewed_at, other.reviewed_at) <= SAME_MOMENT_MS
  }
  if (known.type === 'release.published.v1' && draft.type === 'release.published.v1')
    return known.data.tag === draft.data.tag
  if (known.type === 'pr.merged.v1') return draft.type === 'pr.merged.v1'
  const closed = draft.type === 'pr.closed.v1' || draft.type === 'issue.closed.v1'
  return closed && known.type === draft.type && apart(known.time, draft.time) <= SAME_MOMENT_MS
}

/**
 * Of what a poll found about one subject, what the log does not have, with ids that follow from the content. Each event of
 * the log accounts for one draft only: two comments of one person in one second are two.
 */
export const untold = (host: string, known: readonly AnyMeshEvent[], drafts: readonly AnyDraft[]): AnyDraft[] => {
  const left = [...known]
  const told: AnyDraft[] = []
  for (const draft of nearestFirst(known, drafts)) {
    const stands = standing(known, draft)
    if (stands !== undefined) {
      told.push(...stands)
      continue
    }
    const at = left.findIndex((one) => sameFact(one, draft))
    if (at < 0) told.push(draft)
    else left.splice(at, 1)
  }
  return told
    .sort((one, other) => momentOf(one.time) - momentOf(other.time))
    .map((draft) => ({
      ...draft,
      id: deriveId(momentOf(draft.time), `${POLL}${host}|${draft.type}|${draft.subject}|${JSON.stringify(draft.data)}`),
      actor: `${POLL}${host}`,
    }))
}

/** The event of a poll that told what a webhook tells now. Webhooks among themselves are known by their ids. */
export const toldByPoll = (known: readonly AnyMeshEvent[], draft: AnyDraft): AnyMeshEvent | undefined => {
  const polled = known.filter((one) => one.actor?.startsWith(POLL))
  if (OPENINGS.has(draft.type) || draft.type === 'pr.updated.v1')
    // What a poll saw later stands for what was before: told now, it would take the change back.
    return polled.findLast(
      (one) => STANDING.has(one.type) && momentOf(one.time) >= momentOf(draft.time) - SAME_SECOND_MS,
    )
  return polled.find((one) => sameFact(one, draft))
}

const OPENINGS = new Set(['pr.opened.v1', 'issue.opened.v1'])

/** For a draft that says how a change or an issue stands, what of it is news; undefined for any other. */
const standing = (known: readonly AnyMeshEvent[], draft: AnyDraft): AnyDraft[] | undefined => {
  if (!OPENINGS.has(draft.type) && draft.type !== 'pr.updated.v1') return undefined
  const newest = known.filter((one) => STANDING.has(one.type)).reduce<AnyMeshEvent | undefined>(laterOf, undefined)
  if (draft.type === 'issue.opened.v1') {
    if (newest === undefined) return [{ ...draft, time: draft.data.opened_at }]
    if (newest.type !== 'issue.closed.v1' || !isAfter(draft, newest)) return []
    // Opened again: since when is told by no list, at the latest when it was touched.
    return [{ ...draft, data: { ...draft.data, opened_at: draft.time ?? draft.data.opened_at } }]
  }
  if (newest === undefined) return draft.type === 'pr.opened.v1' ? [draft] : []
  if (!isAfter(draft, newest) || newest.type === 'pr.merged.v1') return []
  if (newest.type === 'pr.closed.v1') return draft.type === 'pr.opened.v1' ? [draft] : []
  // A comment or a label touches a change too.
  if (contentOf(newest.data) === contentOf(draft.data)) return []
  return [{ ...draft, type: 'pr.updated.v1' } as AnyDraft]
}

const isAfter = (draft: AnyDraft, known: AnyMeshEvent): boolean =>
  momentOf(draft.time) > momentOf(known.time) + SAME_SECOND_MS

const laterOf = (one: AnyMeshEvent | undefined, other: AnyMeshEvent): AnyMeshEvent =>
  one !== undefined && momentOf(one.time) > momentOf(other.time) ? one : other

const CONTENT = ['head', 'base_branch', 'title', 'body', 'draft'] as const

const contentOf = (data: object): string =>
  JSON.stringify(CONTENT.map((name) => (data as Readonly<Record<string, unknown>>)[name] ?? null))

/** Drafts whose run is known by its id come before those that are known by their name only. */
const nearestFirst = (known: readonly AnyMeshEvent[], drafts: readonly AnyDraft[]): AnyDraft[] => {
  const runs = new Set(known.flatMap((one) => (one.type === 'ci.result.v1' ? (one.data.run ?? []) : [])))
  const isNear = (one: AnyDraft): boolean => one.type === 'ci.result.v1' && runs.has(one.data.run ?? '')
  return [...drafts.filter(isNear), ...drafts.filter((one) => !isNear(one))]
}

const momentOf = (time: string | undefined): number => (time === undefined ? 0 : Date.parse(time))

const apart = (one: string | undefined, other: string | undefined): number => Math.abs(momentOf(one) - momentOf(other))
