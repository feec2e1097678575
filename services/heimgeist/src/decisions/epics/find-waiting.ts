import type { EpicKnown, Facts, Said } from './epic.js'
import type { Gathered, Member } from './gather-epic.js'

/** An open change that does not move, and the one act that would help. */
export interface Waiting extends Said {
  readonly change: string
  /** The one act. */
  readonly unblock: string
}

/** An open change without news. */
export interface Stale extends Waiting {
  readonly days: number
}

const DAY_MS = 86_400_000

/** The open changes that wait for something, each with the first thing that it waits for and the one act that ends that. */
export const findBlocked = ({ members }: Gathered, { facts, asked }: Pick<EpicKnown, 'facts' | 'asked'>): Waiting[] => {
  const bySubject = new Map(facts.map((one) => [one.subject, one]))
  return members.filter(({ state }) => state === 'open').flatMap((member) => waitsFor(member, bySubject, asked) ?? [])
}

const waitsFor = (member: Member, all: ReadonlyMap<string, Facts>, asked: EpicKnown['asked']): Waiting | undefined =>
  questioned(member, asked) ?? failing(member) ?? unwanted(member) ?? unmet(member, all)

/** What a person was asked about it, such as how it goes on after a failure. */
const questioned = ({ subject }: Member, asked: EpicKnown['asked']): Waiting | undefined => {
  const question = asked.find(({ change }) => change === subject)
  return (
    question && {
      change: subject,
      text: 'a person is asked how it goes on',
      unblock: `answer the question: heimgewebe approvals ${question.request}`,
      events: [question.request],
    }
  )
}

/** The oldest failed run of its head that has not passed since. */
const failing = ({ subject, facts: { runs, head } }: Member): Waiting | undefined => {
  const failed = runs.find((one) => one.failed && (head === undefined || one.sha === head))
  return (
    failed && {
      change: subject,
      text: `${failed.what} fails at ${failed.sha.slice(0, 10)}`,
      unblock: failed.said
        ? `mend what makes ${failed.what} fail: ${failed.said}`
        : `mend what makes ${failed.what} fail`,
      events: [failed.event],
    }
  )
}

const unwanted = ({ subject, facts: { reviews } }: Member): Waiting | undefined => {
  const review = reviews.find(({ verdict }) => verdict === 'changes_requested')
  return (
    review && {
      change: subject,
      text: `${review.reviewer} wants something changed`,
      unblock: `answer the review of ${review.reviewer}`,
      events: [review.event],
    }
  )
}

/** What its text says must come first, as far as that is known to be open. */
const unmet = ({ subject, facts: { needs } }: Member, all: ReadonlyMap<string, Facts>): Waiting | undefined => {
  for (const { refs, event } of needs) {
    const first = refs.map((ref) => all.get(ref)).find((one) => one?.state?.is === 'open' && one.subject !== subject)
    if (!first?.state) continue
    const each = first.needs.some((need) => need.refs.includes(subject))
    const events = [event, first.opened?.event ?? first.state.event]
    if (each)
      return {
        change: subject,
        text: `it and ${first.subject} wait for each other`,
        unblock: `take the dependency out of the text of ${[subject, first.subject].sort()[0]!}`,
        events: [...events, ...first.needs.filter((need) => need.refs.includes(subject)).map((need) => need.event)],
      }
    const act = first.subject.startsWith('issue/') ? 'close' : 'merge'
    return {
      change: subject,
      text: `it depends on ${first.subject}, which is open`,
      unblock: `${act} ${first.subject} first`,
      events,
    }
  }
  return undefined
}

/** The open changes without news for so long, as of the latest moment that an alarm told. */
export const findStale = ({ epic, members }: Gathered, blocked: readonly Waiting[], staleMs: number): Stale[] =>
  members.flatMap((member) => {
    const { news } = member.facts
    const since = news === undefined ? 0 : epic.clockMs - news.atMs
    if (member.state !== 'open' || news === undefined || since < staleMs) return []
    const days = Math.floor(since / DAY_MS)
    return [
      {
        change: member.subject,
        days,
        text: `no news for ${days} days`,
        ...nextAct(member, blocked),
        events: [news.event],
      },
    ]
  })

/** The one act that moves a stale change on. */
const nextAct = ({ subject, facts }: Member, blocked: readonly Waiting[]): { readonly unblock: string } => {
  const waits = blocked.find(({ change }) => change === subject)
  if (waits) return { unblock: waits.unblock }
  const tried = facts.runs.some(({ sha }) => facts.head === undefined || sha === facts.head)
  const approved = facts.reviews.some(({ verdict }) => verdict === 'approved')
  if (approved && tried) return { unblock: 'merge it: it is approved and nothing fails' }
  if (approved) return { unblock: 'merge it: it is approved' }
  return {
    unblock: tried
      ? 'review it: nothing fails'
      : `ask ${facts.author ?? 'its author'} whether it goes on; else close it`,
  }
}

/** The next moment at which an open change becomes stale, in Unix milliseconds. */
export const nextStaleAt = ({ epic, members }: Gathered, staleMs: number): number | undefined => {
  const moments = members.flatMap(({ state, facts: { news } }) =>
    state === 'open' && news !== undefined && news.atMs + staleMs > epic.clockMs ? [news.atMs + staleMs] : [],
  )
  return epic.closed || moments.length === 0 ? undefined : Math.min(...moments)
}
