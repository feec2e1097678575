import { join } from 'node:path'
import { Logger } from '@nestjs/common'
import {
  clearStaleLocks,
  findSourceFolder,
  GitError,
  listBranches,
  type Location,
  mirrorNameOf,
  parseLocation,
  removeMirror,
  SourceWatcher,
  withoutCredentials,
} from '@heimgewebe/git'
import { isOutOfReach, Wakeup } from '@heimgewebe/mesh'
import type { CodeIndex } from './code-index.js'
import type { ImportGate } from './import-gate.js'
import { problemOf } from './import-problem.js'
import type { ImportProposals } from './import-proposals.js'
import type { ImportRound, RoundParts } from './import-round.js'

/** How often a source is looked at. */
export interface FollowTimes {
  /** A folder, in milliseconds. */
  readonly localEveryMs: number
  /** A clone URL, in milliseconds. */
  readonly remoteEveryMs: number
}

/** Wait after an index of the code that failed, in milliseconds. */
const INDEX_AGAIN_MS = 60_000
/** Longest wait after failures in a row, in milliseconds. */
const LONGEST_WAIT_MS = 60_000

/** Reads one repository, and then follows it until it is told to end. Never throws: what fails is told and tried again. */
export class ImportFollower {
  private readonly log = new Logger('import')
  private readonly bell = new Wakeup()
  private watcher: SourceWatcher | undefined
  private failures = 0
  private prepared = false
  private following = false
  /** Something may be new since the code was indexed last. */
  private looked = false
  private indexing: Promise<void> | undefined
  /** Head that the index of the code stands at. */
  private indexed: string | undefined

  constructor(
    private readonly location: string,
    private readonly round: ImportRound,
    private readonly parts: RoundParts,
    private readonly times: FollowTimes,
    private readonly gates: { readonly first: ImportGate; readonly later: ImportGate },
    private readonly code: CodeIndex,
    private readonly proposals: ImportProposals,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pause = await this.look(signal)
      // Beside the looks: a large index must not delay what is seen of new commits.
      this.indexing ??= this.index(signal).finally(() => (this.indexing = undefined))
      await this.pause(pause, signal)
    }
    await this.indexing
  }

  /** A change of this repository waits for its files. */
  notice(): void {
    this.bell.ring()
  }

  /** Waits for the next look; changes that wait for their files do not wait for it. */
  private async pause(ms: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController()
    const timer = setTimeout(() => over.abort(), ms)
    const end = AbortSignal.any([signal, over.signal])
    const ring = (): void => this.bell.ring()
    end.addEventListener('abort', ring, { once: true })
    while (!end.aborted) {
      await this.bell.wait()
      if (!end.aborted) await this.describeProposals(signal)
    }
    clearTimeout(timer)
  }

  private async describeProposals(signal: AbortSignal): Promise<void> {
    if (!this.following) return
    try {
      await this.gates.later.pass(() => this.proposals.run(this.location, signal))
    } catch (error) {
      if (!signal.aborted)
        this.log.warn(`changes of ${withoutCredentials(this.location)} wait for their files: ${String(error)}`)
    }
  }

  /** Brings the index of the code to the head of the default branch, where it is not there yet. */
  private async index(signal: AbortSignal): Promise<void> {
    if (!this.following || !this.looked) return
    this.looked = false
    try {
      const row = await this.parts.store.find(this.location)
      const [repository, known, mirror] = [row?.repository, row?.known, await this.mirror()]
      if (!repository || !known?.head || known.head === this.indexed || mirror === undefined) return
      const head = (await listBranches(mirror)).find(({ sha }) => sha === known.head)
      if (!head) return
      await this.code.bringTo({ repository, mirror, sha: head.sha, committedAt: head.committedAt }, signal)
      this.indexed = head.sha
    } catch (error) {
      // Tried again, not at once: the mirror may just have been replaced, or something is wrong for good.
      if (signal.aborted) return
      setTimeout(() => (this.looked = true), INDEX_AGAIN_MS).unref()
      this.log.warn(`the code of ${withoutCredentials(this.location)} is not indexed: ${String(error)}`)
    }
  }

  /** One look; gives the time until the next one in milliseconds. */
  private async look(signal: AbortSignal): Promise<number> {
    const { progress } = this.parts
    try {
      const place = parseLocation(this.location)
      if (this.failures === 0 && !(await this.mayHaveChanged(place))) return this.times.localEveryMs
      await this.prepare()
      const gate = this.following ? this.gates.later : this.gates.first
      const remark = await gate.pass(() => this.round.run(this.location, signal))
      this.failures = 0
      this.following = true
      this.looked = true
      progress.set(this.location, { state: 'following' })
      progress.remark(this.location, remark)
      return place.path === undefined ? this.times.remoteEveryMs : this.times.localEveryMs
    } catch (error) {
      if (signal.aborted) return 0
      const problem = problemOf(error, parsed(this.location)?.display ?? 'repository')
      if (this.failures === 0) this.log.warn(problem)
      // While Postgres is away the import waits; that is no fault of the repository.
      if (!isOutOfReach(error)) progress.set(this.location, { state: 'failed' })
      progress.remark(this.location, problem)
      this.failures++
      this.watcher = undefined
      await this.repair(error).catch((failure: unknown) => this.log.warn(String(failure)))
      return Math.min(this.times.localEveryMs * 2 ** (this.failures - 1), LONGEST_WAIT_MS)
    }
  }

  /** Cheap for a folder; a clone URL has to be asked. */
  private async mayHaveChanged(place: Location): Promise<boolean> {
    if (place.path === undefined) return true
    this.watcher ??= new SourceWatcher(await findSourceFolder(place.path))
    return this.watcher.changed(Date.now())
  }

  /** Once in the life of this process: what an earlier one left behind when it was killed. */
  private async prepare(): Promise<void> {
    if (this.prepared) return
    const mirror = await this.mirror()
    if (mirror !== undefined) await clearStaleLocks(mirror)
    this.prepared = true
  }

  private async repair(error: unknown): Promise<void> {
    if (!(error instanceof GitError)) return
    const mirror = await this.mirror()
    if (mirror === undefined) return
    if (error.code === 'locked') await clearStaleLocks(mirror)
    // Damage may be in the mirror or in the source; a new mirror tells which.
    const damaged = error.code === 'corrupt' || error.code === 'not_found' || error.code === 'incomplete'
    if (damaged && this.failures % 3 === 1) {
      await removeMirror(mirror)
      await this.parts.store.abandon(this.location)
    }
  }

  private async mirror(): Promise<string | undefined> {
    const row = await this.parts.store.find(this.location)
    return row?.repository ? join(this.parts.folder, mirrorNameOf(row.repository)) : undefined
  }
}

const parsed = (location: string): Location | undefined => {
  try {
    return parseLocation(location)
  } catch {
    return undefined
  }
}
