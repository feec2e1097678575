import type { AnyDraft } from '@heimgewebe/contracts'
import type { HostChange, HostProvider, Listing, Since } from '@heimgewebe/hosts'
import { HostError } from '@heimgewebe/hosts'
import type { AppendOnce } from '../append/append-once.js'
import type { PollRules, Told } from './poll-rules.js'
import type { PollStore } from './poll-store.js'

/** What a look needs, and its bounds. */
export interface LookParts {
  readonly store: PollStore
  readonly append: AppendOnce
  readonly rules: PollRules
  /** How far the first look goes back, in milliseconds; and how old a change may be whose commits are asked about. */
  readonly firstMs: number
  /** How far before the last seen moment a look begins, in milliseconds. */
  readonly overlapMs: number
  /** Commits whose statuses and checks are asked for in a look, the latest first. */
  readonly heads: number
}

/** What a look found. */
export interface Looked {
  /** Events that no webhook had told. */
  readonly events: number
  /** Feeds that this token may not read, and why. The others were read. */
  readonly problems: readonly string[]
}

/** A feed: what it is called, and how it is read from a moment on. */
interface Feed {
  readonly name: string
  readonly capability: Parameters<HostProvider['capabilities']['has']>[0]
  readonly read: (asked: Since) => Promise<Listing<Told>>
  readonly moment: (told: Told) => string
}

/** One look at one repository of a host: what is new since the last one goes into the log, then the cursor moves. */
export class PollLook {
  constructor(
    private readonly parts: LookParts,
    private readonly provider: HostProvider,
    private readonly repository: string,
  ) {}

  /** Throws `HostError` where the host does not answer; what was read until then is in the log. */
  async run(): Promise<Looked> {
    let events = 0
    const problems: string[] = []
    for (const feed of this.feeds().filter(({ capability }) => this.provider.capabilities.has(capability)))
      try {
        events += await this.follow(feed)
      } catch (error) {
        if (!(error instanceof HostError) || !OF_ONE_FEED.has(error.code)) throw error
        problems.push(`${feed.name}: ${error.message}`)
      }
    return { events, problems }
  }

  private async follow(feed: Feed): Promise<number> {
    const { firstMs, overlapMs, store } = this.parts
    const { host } = this.provider
    const cursor = await store.find(host, this.repository, feed.name)
    const looked = new Date()
    const first = new Date(looked.getTime() - firstMs)
    const since = cursor === undefined ? first : new Date(cursor.seen.getTime() - overlapMs)
    const etag = cursor?.since.getTime() === since.getTime() ? cursor.etag : null
    const listing = await feed.read({ since: since.toISOString(), ...(etag === null ? {} : { etag }) })
    const events = await this.tell(listing.items)
    const newest = Math.max(
      cursor?.seen.getTime() ?? first.getTime(),
      ...listing.items.map((one) => ms(feed.moment(one))),
    )
    // A clock of the host that is ahead must not make us deaf until ours is there.
    const seen = new Date(Math.min(newest, looked.getTime()))
    const mark = listing.unchanged ? etag : (listing.etag ?? null)
    await store.move({ host, repository: this.repository, feed: feed.name, seen, looked, since, etag: mark })
    return events
  }

  /** Appends what the log does not have, subject by subject. */
  private async tell(told: readonly Told[]): Promise<number> {
    const bySubject = new Map<string, AnyDraft[]>()
    for (const one of told)
      for (const draft of this.parts.rules.draftsOf(this.repository, one))
        bySubject.set(draft.subject, [...(bySubject.get(draft.subject) ?? []), draft])
    let events = 0
    for (const [subject, drafts] of bySubject)
      events += await this.parts.append.polled(this.provider.host, subject, drafts)
    return events
  }

  private feeds(): readonly Feed[] {
    const { provider, repository } = this
    return [
      { name: 'changes', capability: 'pull_requests', read: (asked) => this.changes(asked), moment: momentOf },
      {
        name: 'comments',
        capability: 'comments',
        read: async (asked) => as('comment', await provider.comments(repository, asked)),
        moment: momentOf,
      },
      {
        name: 'runs',
        capability: 'ci_runs',
        read: async (asked) => as('run', await provider.runs(repository, asked)),
        moment: momentOf,
      },
      {
        name: 'issues',
        capability: 'issues',
        read: async (asked) => as('issue', await provider.issues(repository, asked)),
        moment: momentOf,
      },
      {
        name: 'releases',
        capability: 'releases',
        read: async (asked) => as('release', await provider.releases(repository, asked)),
        moment: momentOf,
      },
      // Last, so that a change that it is about is told before.
      { name: 'heads', capability: 'statuses', read: () => this.heads(), moment: momentOf },
    ]
  }

  /** Changes with their reviews: a review touches its change. */
  private async changes(asked: Since): Promise<Listing<Told>> {
    const listing = await this.provider.changes(this.repository, asked)
    const told: Told[] = []
    for (const found of listing.items) {
      told.push({ kind: 'change', found })
      if (!this.provider.capabilities.has('reviews')) continue
      const reviews = await this.provider.reviews(this.repository, found.number)
      const news = reviews.filter((review) => ms(review.submittedAt) >= ms(asked.since))
      told.push(...news.map((review) => ({ kind: 'review', found: review }) as const))
    }
    return { ...listing, items: told }
  }

  /** Statuses and checks stand at commits, and touch no change: those of the latest changes are asked for in every look. */
  private async heads(): Promise<Listing<Told>> {
    const since = new Date(Date.now() - this.parts.firstMs).toISOString()
    const { items } = await this.provider.changes(this.repository, { since })
    const told: Told[] = []
    for (const sha of headsOf(items, this.parts.heads)) {
      const statuses = await this.provider.statuses(this.repository, sha)
      const checks = this.provider.capabilities.has('checks') ? await this.provider.checks(this.repository, sha) : []
      const news = [...statuses, ...checks].filter((run) => ms(run.finishedAt) >= ms(since))
      told.push(...news.map((found) => ({ kind: 'run', found }) as const))
    }
    return { items: told, unchanged: false }
  }
}

/** Problems that are a feed's own; with any other the host is not asked further. */
const OF_ONE_FEED: ReadonlySet<string> = new Set(['forbidden', 'not_found', 'too_large', 'unreadable', 'invalid'])

const ms = (time: string): number => Date.parse(time)

const headsOf = (changes: readonly HostChange[], most: number): string[] =>
  [...new Set([...changes].reverse().map((change) => change.head.sha))].slice(0, most)

const as = <Kind extends Told['kind'], Found>(
  kind: Kind,
  { items, ...rest }: Listing<Found>,
): Listing<{ kind: Kind; found: Found }> => ({ ...rest, items: items.map((found) => ({ kind, found })) })

const momentOf = ({ kind, found }: Told): string => {
  if (kind === 'run') return found.finishedAt
  if (kind === 'review') return found.submittedAt
  return kind === 'release' ? found.publishedAt : found.updatedAt
}
