import { join } from 'node:path'
import { Inject, Injectable } from '@nestjs/common'
import {
  type SyncedSource,
  checkoutTree,
  clearStaleLocks,
  fetchCommit,
  firstParent,
  hasCommit,
  isAncestor,
  mergeBase,
  mirrorNameOf,
  parseLocation,
  readGraph,
  revertCommit,
  syncMirror,
} from '@heimgewebe/git'
import { CONFIG, type Config } from '../config.js'

/** Who signs a commit that is only run and on no branch; the same each time, so that it is the same commit. */
const NOBODY = { name: 'wgx', email: 'wgx@heimgewebe.invalid', seconds: 0 }

/** Mirrors of watched repositories, of our own: git never runs in a folder of a stranger. */
@Injectable()
export class CheckoutStore {
  private readonly seen = new Map<string, SyncedSource>()
  private readonly turns = new Map<string, Promise<void>>()

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Sees to it that a commit is in the mirror of its repository: at once where it is there already, else by a transfer of
   * the branches, else of this commit alone, which may be the head of a change from a fork.
   * Rejects with the reason where it cannot be had. Several acts may ask for one mirror: each waits for its turn.
   */
  async fetch(repository: string, location: string, sha: string, signal: AbortSignal): Promise<void> {
    const mirror = this.mirrorOf(repository)
    const fetching = (this.turns.get(mirror) ?? Promise.resolve()).then(() => this.bring(mirror, location, sha, signal))
    // Whether it worked is for who asked; the next one begins in either case.
    this.turns.set(
      mirror,
      fetching.catch(() => undefined),
    )
    await fetching
  }

  private async bring(mirror: string, location: string, sha: string, signal: AbortSignal): Promise<void> {
    const known = this.seen.get(mirror)
    if (known === undefined) await clearStaleLocks(mirror)
    else if (await hasCommit(mirror, sha)) return
    const protocols = this.config.protocols
    const source = parseLocation(location)
    const synced = await syncMirror(mirror, source, {
      signal,
      protocols,
      ...(known ? { fingerprint: known.fingerprint } : {}),
    })
    this.seen.set(mirror, synced)
    const missing = `commit ${sha} is not in ${source.display}`
    if (synced.empty) throw new Error(missing)
    if (await hasCommit(mirror, sha)) return
    await fetchCommit(mirror, source, sha, { signal, protocols }).catch((cause: unknown) => {
      throw new Error(missing, { cause })
    })
  }

  /** Writes the files of a commit into an empty folder: no hook, no filter, no trace of git. */
  async writeTo(folder: string, repository: string, sha: string, signal: AbortSignal): Promise<void> {
    // Links are safe here: they are followed inside the sandbox only, where they lead to nothing of ours.
    await checkoutTree(this.mirrorOf(repository), sha, folder, { symlinks: true, signal })
  }

  /**
   * The commit that a change began from: where its line left that of `base`, or its parent where it is part of that
   * line already. Nothing for a first commit, or a history of its own.
   */
  async before(repository: string, sha: string, base: string): Promise<string | undefined> {
    const mirror = this.mirrorOf(repository)
    const isKnown = await isAncestor(mirror, base, base).catch(() => false)
    const met = isKnown ? await mergeBase(mirror, base, sha) : undefined
    return met === sha || !isKnown ? firstParent(mirror, sha) : met
  }

  /**
   * The commits of the default branch that a change rests on: its head, and where the change left it. A commit that only
   * was on a branch which was merged later does not count: it was never what the branch itself said.
   */
  async ground(repository: string, sha: string, base: string): Promise<string[]> {
    const mirror = this.mirrorOf(repository)
    if (!(await isAncestor(mirror, base, base).catch(() => false))) return []
    const met = await mergeBase(mirror, base, sha)
    if (met === undefined || met === base) return [base]
    for await (const { parents } of readGraph(mirror, { include: [base], exclude: [met] }, { firstParent: true }))
      return parents[0] === met ? [base, met] : [base]
    return [base]
  }

  /**
   * The commit to run for a proof; one with the suspect taken back is made in the mirror, on no branch. Rejects with the
   * reason where there is none.
   */
  async commitFor(
    repository: string,
    { what, suspect, onto }: { what: 'change' | 'parent' | 'reverted'; suspect: string; onto: string },
    signal: AbortSignal,
  ): Promise<string> {
    if (what === 'change') return suspect
    const mirror = this.mirrorOf(repository)
    if (what === 'parent') {
      const parent = await firstParent(mirror, suspect)
      if (parent === undefined) throw new Error(`${suspect} is the first commit: there is nothing before it`)
      return parent
    }
    if (!(await isAncestor(mirror, suspect, onto))) throw new Error(`${suspect} is not part of ${onto}`)
    const message = `Take ${suspect} back for a proof\n`
    const reverted = await revertCommit(mirror, suspect, { parent: onto, message, signature: NOBODY, signal })
    if (reverted === undefined) throw new Error(`${onto} has taken ${suspect} back already`)
    return reverted
  }

  /** Folder of the mirror of a repository. */
  mirrorOf(repository: string): string {
    return join(this.config.home, 'mirrors', mirrorNameOf(repository))
  }
}
