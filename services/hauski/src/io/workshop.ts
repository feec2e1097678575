import { join } from 'node:path'
import { Inject, Injectable } from '@nestjs/common'
import { GitError, clearStaleLocks, listBranches, mirrorNameOf, parseLocation, syncMirror } from '@heimgewebe/git'
import { CONFIG, type Config } from '../config.js'
import type { KnownRepository } from './repository-store.js'

/** The mirror of a repository, as it is now. */
export interface Bench {
  /** Folder of the mirror, our own. */
  readonly mirror: string
  /** Head of each branch. */
  readonly branches: ReadonlyMap<string, string>
}

/** Mirrors in which commits are made: git never runs in a folder of a stranger. One act at a time. */
@Injectable()
export class Workshop {
  private readonly cleared = new Set<string>()

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Brings the mirror of a repository up to date. */
  async open(name: string, repository: KnownRepository, signal?: AbortSignal): Promise<Bench> {
    const mirror = join(this.config.home, 'mirrors', mirrorNameOf(name))
    if (!this.cleared.has(mirror)) await clearStaleLocks(mirror)
    this.cleared.add(mirror)
    const synced = await syncMirror(mirror, parseLocation(repository.location), {
      protocols: this.config.protocols,
      ...(signal ? { signal } : {}),
    })
    if (synced.empty) throw new GitError('not_found', `${name} has no commit yet`)
    const branches = await listBranches(mirror)
    return { mirror, branches: new Map(branches.map(({ name: branch, sha }) => [branch, sha])) }
  }
}
