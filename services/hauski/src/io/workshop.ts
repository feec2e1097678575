import { join } from 'node:path'
import { Inject, Injectable } from '@nestjs/common'
import {
  GitError,
  type SyncOptions,
  clearStaleLocks,
  listBranches,
  mirrorNameOf,
  parseLocation,
  syncMirror,
} from '@heimgewebe/git'
import { CONFIG, type Config } from '../config.js'

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

  /** Brings the mirror of a repository up to date with where it is. `protocols`: default those of the configuration. */
  async open(name: string, location: string, options: Pick<SyncOptions, 'protocols' | 'signal'> = {}): Promise<Bench> {
    const mirror = this.mirrorOf(name)
    if (!this.cleared.has(mirror)) await clearStaleLocks(mirror)
    this.cleared.add(mirror)
    const synced = await syncMirror(mirror, parseLocation(location), { protocols: this.config.protocols, ...options })
    if (synced.empty) throw new GitError('not_found', `${name} has no commit yet`)
    const branches = await listBranches(mirror)
    return { mirror, branches: new Map(branches.map(({ name: branch, sha }) => [branch, sha])) }
  }

  /** File by which git reaches the source of a mirror; it may hold a token. */
  configurationOf(name: string): string {
    return `${this.mirrorOf(name)}.gitconfig`
  }

  private mirrorOf(name: string): string {
    return join(this.config.home, 'mirrors', mirrorNameOf(name))
  }
}
