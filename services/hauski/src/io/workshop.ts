import { join } from 'node:path'
import { readdir, rm } from 'node:fs/promises'
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common'
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

/** How the file is called by which git reaches the source of a mirror. */
const CONFIGURATION = '.gitconfig'

/** Mirrors in which commits are made: git never runs in a folder of a stranger. One act at a time. */
@Injectable()
export class Workshop implements OnModuleInit {
  private readonly cleared = new Set<string>()

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** A process that was killed may have left a file with a token: it goes before anything is done. */
  async onModuleInit(): Promise<void> {
    const folder = this.mirrors
    for (const name of await readdir(folder).catch(() => []))
      if (name.endsWith(CONFIGURATION)) await rm(join(folder, name), { force: true })
  }

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
    return `${this.mirrorOf(name)}${CONFIGURATION}`
  }

  private get mirrors(): string {
    return join(this.config.home, 'mirrors')
  }

  private mirrorOf(name: string): string {
    return join(this.mirrors, mirrorNameOf(name))
  }
}
