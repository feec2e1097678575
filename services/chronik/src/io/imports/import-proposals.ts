import { join } from 'node:path'
import { commitsAhead, diffFiles, fetchCommit, GitError, hasCommit, mergeBase, mirrorNameOf } from '@heimgewebe/git'
import { clonePlace } from './clone-place.js'
import { DIFF_LIMITS } from './import-context.js'
import type { RoundParts } from './import-round.js'
import type { ProposalStore } from './proposal-store.js'
import type { KnownRefs, WantedProposalTable } from './repository-tables.js'

/** Changes described at a stretch; new commits of the repository are looked for between. */
const MOST_AT_ONCE = 20
/** Commits counted of a change; an event names 250. */
const MAX_COMMITS = 251
const LONGEST_TRANSFER_MS = 120_000

/** Tells the files of changes that a host told of without them, from the commits of the mirror. */
export class ImportProposals {
  constructor(
    private readonly parts: RoundParts,
    private readonly proposals: ProposalStore,
    private readonly warn: (text: string) => void,
  ) {}

  /** Describes what is wanted of a repository that has been read. One call at a time, and none beside a round. */
  async run(location: string, signal: AbortSignal): Promise<void> {
    const row = await this.parts.store.find(location)
    if (!row?.repository || !row.known?.head) return
    const mirror = join(this.parts.folder, mirrorNameOf(row.repository))
    for (const wanted of await this.proposals.due(row.repository, MOST_AT_ONCE)) {
      signal.throwIfAborted()
      if (await this.bring(mirror, location, wanted, signal)) await this.describe(mirror, row.known, wanted)
    }
  }

  /** Whether the head is in the mirror now. That of a fork lies at its host under a ref that no mirror follows. */
  private async bring(
    mirror: string,
    location: string,
    wanted: WantedProposalTable,
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      if (await hasCommit(mirror, wanted.head)) return true
      const place = await clonePlace(location, this.parts.hostsFile)
      const reach = { protocols: this.parts.protocols, timeoutMs: LONGEST_TRANSFER_MS, signal }
      await fetchCommit(mirror, place, wanted.head, reach)
      return true
    } catch (error) {
      if (signal.aborted || !(error instanceof GitError)) throw error
      if (!(await this.proposals.later(wanted)))
        this.warn(`the files of ${wanted.subject} stay unknown: its head ${wanted.head} is nowhere (${error.message})`)
      return false
    }
  }

  private async describe(mirror: string, known: KnownRefs, wanted: WantedProposalTable): Promise<void> {
    const { data, head } = wanted
    const onto = known.branches[data.base_branch ?? ''] ?? known.head ?? head
    const base = await mergeBase(mirror, onto, head)
    // Histories that never met have no difference; one that is in its base already has none left.
    if (base !== undefined && base !== head) {
      const commits = await commitsAhead(mirror, onto, head, MAX_COMMITS)
      const diff = await diffFiles(mirror, base, head, DIFF_LIMITS)
      const { subject, event, correlation, told_at: time } = wanted
      const told = { subject, event, correlation, time, data }
      await this.parts.appender.append([this.parts.rules.describeProposal(told, { mergeBase: base, commits, diff })])
    }
    await this.proposals.done(wanted)
  }
}
