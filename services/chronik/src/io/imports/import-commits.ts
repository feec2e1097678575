import type { Draft } from '@heimgewebe/contracts'
import {
  type Commit,
  type CommitRange,
  CommitResolver,
  CommitSet,
  readGraph,
  readHistory,
  type Tag,
} from '@heimgewebe/git'
import { ImportBatches } from './import-batches.js'
import { DIFF_LIMITS, type ImportContext } from './import-context.js'
import { ImportLineage } from './import-lineage.js'
import type { ReadMessage } from './import-rules.js'
import { signatureOf } from './import-signature.js'
import type { RoundPlace } from './repository-store.js'
import type { PullRequestTable, RepositoryTable } from './repository-tables.js'

/** Commits whose links are looked up together. */
const GROUP = 128
/** Commits of one signature that are remembered. */
const MAX_ALIKE = 5

/** What reading the commits of a round gave. */
export interface ImportedCommits {
  readonly total: number
  readonly pullRequests: number
  /** New commits of the default branch by signature, for the signatures that were looked out for. */
  readonly landed: ReadonlyMap<string, readonly string[]>
}

/** Where to go on in a round. */
export type ReadPlace = Pick<RepositoryTable, 'done' | 'last_sha' | 'pull_requests' | 'landed'>

interface Place extends RoundPlace {
  readonly found: readonly PullRequestTable[]
}

/** Writes the new commits of a round into the log, oldest first, from where the round was left. */
export class ImportCommits {
  private readonly lineage = new ImportLineage()
  private readonly resolver: CommitResolver
  private landed = new Map<string, string[]>()
  private readonly batches: ImportBatches<Place>
  private pullRequests = new Map<number, string>()
  private counted = 0
  private found: PullRequestTable[] = []
  private done = 0
  private total = 0
  private lastSha = ''

  constructor(
    private readonly context: ImportContext,
    private readonly watched: ReadonlySet<string>,
    private readonly tags: Tag[],
  ) {
    this.resolver = new CommitResolver(context.mirror)
    this.batches = new ImportBatches(context.appender, (place) => this.written(place))
    this.tags = [...tags].sort((one, other) => one.createdAt - other.createdAt)
  }

  /** Reads and appends; `first` drafts come before all commits. */
  async run(place: ReadPlace, first: readonly Draft[]): Promise<ImportedCommits> {
    const { mirror, since, repository, round, signal, store } = this.context
    const range = { include: headsOf(round.branches), exclude: headsOf(since?.branches ?? {}) }
    const fresh = round.head === undefined ? [] : [round.head]
    const gained = { include: fresh, exclude: since?.head === undefined ? [] : [since.head] }
    const onDefault = await CommitSet.from(readGraph(mirror, gained, { signal }))
    const mainLine = await CommitSet.from(readGraph(mirror, gained, { firstParent: true, signal }))
    this.pullRequests = await store.pullRequests(repository)
    await this.skip(range, place, mainLine)
    for (const draft of first) await this.batches.add(draft)
    try {
      let group: Commit[] = []
      const options = { ...DIFF_LIMITS, signal }
      for await (const commit of readHistory(mirror, { ...range, newest: this.total - this.done }, options)) {
        group.push(commit)
        if (group.length < GROUP) continue
        await this.take(group, onDefault, mainLine)
        group = []
      }
      await this.take(group, onDefault, mainLine)
      await this.takeLate(gained, range)
      this.note()
      for (const tag of this.tags) await this.batches.add(this.context.rules.describeRelease(repository, tag))
      await this.batches.end()
    } finally {
      this.resolver.close()
    }
    return { total: this.total, pullRequests: this.counted, landed: this.landed }
  }

  /** Counts the commits, and passes over those that are in the log already; none, when they are not the same any more. */
  private async skip(range: CommitRange, place: ReadPlace, mainLine: CommitSet): Promise<void> {
    const { mirror, since, location, progress, signal } = this.context
    const open = { include: headsOf(since?.branches ?? {}), exclude: since?.head === undefined ? [] : [since.head] }
    if (since) for await (const node of readGraph(mirror, open, { signal })) this.lineage.take(node, false)
    let last: string | undefined
    this.total = 0
    for await (const node of readGraph(mirror, range, { signal })) {
      if (this.total < place.done) this.lineage.take(node, mainLine.has(node.sha))
      if (++this.total === place.done) last = node.sha
    }
    const same = last !== undefined && last === place.last_sha
    this.done = same ? place.done : 0
    this.lastSha = last ?? ''
    this.counted = same ? place.pull_requests : 0
    this.landed = new Map(same ? Object.entries(place.landed) : [])
    progress.set(location, { commits_total: this.total, commits_done: this.done })
  }

  private async take(group: readonly Commit[], onDefault: CommitSet, mainLine: CommitSet): Promise<void> {
    const { rules, repository, round } = this.context
    const read = group.map((commit) => rules.recogniseMessage(commit.message, commit.parents.length))
    // One question for the whole group; the answers below are then remembered ones.
    await this.resolver.resolve(read.flatMap((message) => [...message.fixes, ...message.reverts]))
    for (const [index, commit] of group.entries()) {
      const message = read[index]!
      await this.releasesBefore(commit)
      const onDefaultBranch = onDefault.has(commit.sha)
      const broughtIn = this.lineage.take(commit, mainLine.has(commit.sha))
      const fixes = await this.resolver.resolve(message.fixes)
      const reverts = await this.reverts(message)
      const change = rules.describeCommit(commit, message, { repository, onDefaultBranch, fixes, reverts })
      await this.batches.add(change, rules.roughSize(change.data) - ROUGH_SIZE_OF_NOTHING)
      if (onDefaultBranch) {
        await this.merged(commit, message, broughtIn, round.defaultBranch)
        this.lookOut(commit)
      }
      this.done++
      this.lastSha = commit.sha
      this.note()
    }
  }

  private async reverts(message: ReadMessage): Promise<string[]> {
    const named = await this.resolver.resolve(message.reverts)
    const numbered = message.revertedPullRequests.flatMap((number) => this.pullRequests.get(number) ?? [])
    return [...new Set([...named, ...numbered])]
  }

  /** The first commit that names a number is the one that merged it; later ones carry it elsewhere. */
  private async merged(commit: Commit, message: ReadMessage, commits: readonly string[], base: string): Promise<void> {
    const { rules, repository } = this.context
    const number = message.pullRequest?.number
    if (number === undefined || (this.pullRequests.get(number) ?? commit.sha) !== commit.sha) return
    const draft = rules.describeMergedPullRequest(commit, message, { repository, base, commits })
    if (!draft) return
    if (!this.pullRequests.has(number)) this.found.push({ repository, number, sha: commit.sha })
    this.pullRequests.set(number, commit.sha)
    this.counted++
    await this.batches.add(draft)
  }

  private lookOut(commit: Commit): void {
    if (this.watched.size === 0 || commit.parents.length !== 1) return
    const signature = signatureOf(commit)
    if (!this.watched.has(signature)) return
    const alike = this.landed.get(signature) ?? []
    if (alike.length < MAX_ALIKE) this.landed.set(signature, [...alike, commit.sha])
  }

  /** Commits that were recorded before they came onto the default branch: only now their pull request is merged. */
  private async takeLate(gained: CommitRange, range: CommitRange): Promise<void> {
    const { mirror, since, round, rules, signal } = this.context
    if (since?.head === undefined || since.head === round.head) return
    const fresh = await CommitSet.from(readGraph(mirror, range, { signal }))
    for await (const commit of readHistory(mirror, gained, { signal })) {
      if (fresh.has(commit.sha)) continue
      const message = rules.recogniseMessage(commit.message, commit.parents.length)
      await this.merged(commit, message, [commit.sha], round.defaultBranch)
      this.lookOut(commit)
    }
  }

  private async releasesBefore(commit: Commit): Promise<void> {
    const { rules, repository } = this.context
    while (this.tags[0] !== undefined && this.tags[0].createdAt < commit.committedAt)
      await this.batches.add(rules.describeRelease(repository, this.tags.shift()!))
  }

  private note(): void {
    const { done, lastSha, total, counted, found } = this
    this.batches.note({ done, lastSha, total, pullRequests: counted, landed: Object.fromEntries(this.landed), found })
  }

  private async written({ found, ...place }: Place): Promise<void> {
    const { location, progress, store } = this.context
    if (found === this.found) this.found = []
    await store.advance(location, place, found)
    progress.set(location, { commits_done: place.done })
  }
}

/** What the estimate adds to be an upper bound; too much for adding many up. */
const ROUGH_SIZE_OF_NOTHING = 15_000

const headsOf = (branches: Readonly<Record<string, string>>): string[] => [...new Set(Object.values(branches))]
