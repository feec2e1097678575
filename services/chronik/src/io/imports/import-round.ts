import { join } from 'node:path'
import {
  findSourceFolder,
  GitError,
  identityOfFolder,
  identityOfUrl,
  listBranches,
  listTags,
  type Location,
  mirrorNameOf,
  originUrl,
  type SyncedSource,
  syncMirror,
} from '@heimgewebe/git'
import { clonePlace } from './clone-place.js'
import type { EventAppender } from './import-appender.js'
import { describeBranches, inspectBranches } from './import-branches.js'
import { ImportCommits, type ReadPlace } from './import-commits.js'
import type { ImportContext } from './import-context.js'
import type { ImportProgress } from './import-progress.js'
import { describeRepository } from './import-repository.js'
import type { ImportRules, SeenAt } from './import-rules.js'
import { digestOf } from './import-signature.js'
import type { RepositoryStore } from './repository-store.js'
import type { KnownRefs, RepositoryTable, RoundState } from './repository-tables.js'

/** What the rounds of all repositories share. */
export interface RoundParts {
  readonly rules: ImportRules
  readonly store: RepositoryStore
  readonly appender: EventAppender
  readonly progress: ImportProgress
  /** Folder of the mirrors. */
  readonly folder: string
  /** Protocols allowed for clone URLs. */
  readonly protocols: readonly string[]
  /** File of the hosts, whose tokens read what is at them. */
  readonly hostsFile: string
}

/** Most events of one append about branches. */
const MAX_EVENTS = 100
const NOTHING_DONE: ReadPlace = { done: 0, last_sha: null, pull_requests: 0, landed: {} }

/** One look at a repository: brings its mirror up to date, and writes what is new into the log. */
export class ImportRound {
  constructor(private readonly parts: RoundParts) {}

  /** Runs a round, after the rest of one that was cut off. Gives a remark for people where there is one. */
  async run(location: string, signal: AbortSignal): Promise<string | undefined> {
    const row = await this.parts.store.find(location)
    if (!row) return undefined
    const place = await clonePlace(location, this.parts.hostsFile)
    const repository = row.repository ?? (await this.identify(row, place))
    const mirror = join(this.parts.folder, mirrorNameOf(repository))
    const known = row.known ?? undefined
    const write = (round: RoundState, from: ReadPlace): Promise<void> =>
      this.write(
        {
          ...this.parts,
          ...momentOf(round, known),
          location,
          repository,
          mirror,
          signal,
          known,
          round,
          since: known?.edge === round.edge ? known : undefined,
        },
        from,
      )
    this.parts.progress.set(location, { repository })
    if (row.round) {
      await write(row.round, row)
      // What came while it was cut off would otherwise be seen only at the next change of the source.
      return this.run(location, signal)
    }
    if (!known) this.parts.progress.set(location, { state: 'cloning' })
    const source = await syncMirror(mirror, place, {
      protocols: this.parts.protocols,
      signal,
      ...(known ? { fingerprint: known.fingerprint } : {}),
    })
    if (!known || source.changed) {
      const round = await this.look(mirror, place, source, known?.defaultBranch)
      await this.parts.store.start(location, round)
      await write(round, NOTHING_DONE)
    }
    return remarkOf(source, place)
  }

  /** The identity that was asked for, that of its host, or that of its folder; never one that another place has. */
  private async identify(row: RepositoryTable, place: Location): Promise<string> {
    const origin = place.path === undefined ? place.url : await originUrl(await findSourceFolder(place.path))
    const folder = identityOfFolder(place.path ?? place.display)
    const wanted = row.wanted ?? (origin === undefined ? undefined : identityOfUrl(origin)) ?? folder
    for (const name of [wanted, `${wanted.slice(0, 290)}-${digestOf(place.display).slice(0, 6)}`])
      if (await this.parts.store.name(row.location, name)) return name
    throw new GitError('refused', `another place is already watched as ${wanted}`)
  }

  private async look(
    mirror: string,
    place: Location,
    source: SyncedSource,
    before: string | undefined,
  ): Promise<RoundState> {
    const branches = source.empty ? [] : await listBranches(mirror)
    const hints = { ...source, branches, ...(before === undefined ? {} : { before }) }
    const defaultBranch = this.parts.rules.chooseDefaultBranch(hints) ?? ''
    const main = branches.find((branch) => branch.name === defaultBranch)
    const { edge, fingerprint, objectFormat, shallow } = source
    return {
      defaultBranch,
      ...(main === undefined ? {} : { head: main.sha, headAt: main.committedAt }),
      branches: Object.fromEntries(branches.map((branch) => [branch.name, branch.sha])),
      location: place.display,
      shallow,
      edge,
      objectFormat,
      fingerprint,
      startedAt: Date.now(),
    }
  }

  private async write(context: ImportContext, from: ReadPlace): Promise<void> {
    const { appender, first, known, location, mirror, progress, round } = context
    progress.set(location, { state: first ? 'importing' : 'following' })
    const isEmpty = round.head === undefined
    const tags = isEmpty ? [] : await listTags(mirror)
    const about = await describeRepository(context)
    const news = isEmpty ? undefined : await inspectBranches(context)
    const newTags = tags.filter((tag) => known?.tags[tag.name] !== tag.sha)
    const commits = await new ImportCommits(context, news?.watched ?? new Set(), newTags).run(from, about.drafts)
    const branches = news ? await describeBranches(context, news, commits.landed) : { drafts: [], open: {} }
    const openChanges = Object.keys(branches.open).length
    const imported = first ? [describeEnd(context, commits, tags.length, openChanges)] : []
    const drafts = [...branches.drafts, ...imported]
    for (let at = 0; at < drafts.length; at += MAX_EVENTS) await appender.append(drafts.slice(at, at + MAX_EVENTS))
    await this.parts.store.finish(location, {
      ...about.state,
      defaultBranch: round.defaultBranch,
      ...(round.head === undefined ? {} : { head: round.head }),
      branches: round.branches,
      tags: Object.fromEntries(tags.map((tag) => [tag.name, tag.sha])),
      open: branches.open,
      edge: round.edge,
      fingerprint: round.fingerprint,
    })
  }
}

const describeEnd = (
  { rules, repository, round, moment }: ImportContext,
  read: { readonly total: number; readonly pullRequests: number },
  releases: number,
  openChanges: number,
) =>
  rules.describeImported(
    {
      repository,
      commits: read.total,
      pull_requests: read.pullRequests,
      releases,
      open_changes: openChanges,
      seconds: Math.max(0, (Date.now() - round.startedAt) / 1000),
      ...(round.head === undefined ? {} : { head: round.head }),
    },
    moment,
  )

/** The first look is dated by what was looked at, so that a second first look gives the same events. */
const momentOf = (round: RoundState, known: KnownRefs | undefined): { first: boolean; moment: SeenAt } => {
  const first = known?.head === undefined
  const now = Math.trunc(round.startedAt / 1000)
  return {
    first,
    moment: first ? { seconds: round.headAt ?? now, mark: '' } : { seconds: now, mark: `${round.startedAt}` },
  }
}

/** What a person should know though nothing failed. */
const remarkOf = (source: SyncedSource, { display }: Location): string | undefined => {
  if (source.empty) return `${display}: there is no commit yet. Next: commit; it appears by itself`
  if (source.shallow)
    return `${display}: a shallow clone, whose earlier history is missing. Next: git fetch --unshallow; the rest is read then`
  if (source.partial) return `${display}: a partial clone. Files that it lacks are counted as binary`
  return undefined
}
