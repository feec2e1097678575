import { join } from 'node:path'
import { Inject, Injectable } from '@nestjs/common'
import { clearStaleLocks, listBranches, mirrorNameOf, parseLocation, syncMirror } from '@heimgewebe/git'
import { DATABASE, type Delivery } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import { SETTINGS, type Settings } from '../settings.js'
import type { Tables } from '../tables.js'

/** The default branch of a repository, in a mirror of ours. */
export interface MirrorHead {
  readonly mirror: string
  readonly sha: string
}

/** How long a mirror counts as up to date, in milliseconds. */
const FRESH_MS = 5_000

/** Mirrors that files are read from when a context is built: made at the first question, brought up to date at later ones. */
@Injectable()
export class RepositoryMirror {
  private readonly heads = new Map<string, { readonly at: number; readonly head: Promise<MirrorHead | undefined> }>()
  private turn: Promise<unknown> = Promise.resolve()

  constructor(
    @Inject(DATABASE) private readonly db: Kysely<Tables>,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Keeps where a repository is. */
  async keep(repository: string, known: { location: string; branch: string }, { db }: Delivery<Tables>): Promise<void> {
    const row = { location: known.location, branch: known.branch }
    await db
      .insertInto('known_repository')
      .values({ repository, ...row })
      .onConflict((conflict) => conflict.column('repository').doUpdateSet(row))
      .execute()
  }

  /** The head of the default branch; nothing where the repository is not known or empty. Rejects where it cannot be reached. */
  head(repository: string): Promise<MirrorHead | undefined> {
    const known = this.heads.get(repository)
    if (known && Date.now() - known.at < FRESH_MS) return known.head
    const head = this.turn.then(() => this.bring(repository))
    this.turn = head.catch(() => undefined)
    this.heads.set(repository, { at: Date.now(), head })
    head.catch(() => this.heads.delete(repository))
    return head
  }

  private async bring(repository: string): Promise<MirrorHead | undefined> {
    const row = await this.db
      .selectFrom('known_repository')
      .selectAll()
      .where('repository', '=', repository)
      .executeTakeFirst()
    if (!row) return undefined
    const mirror = join(this.settings.context.folder, 'mirrors', mirrorNameOf(repository))
    await clearStaleLocks(mirror)
    const synced = await syncMirror(mirror, parseLocation(row.location), { protocols: this.settings.context.protocols })
    if (synced.empty) return undefined
    const branches = await listBranches(mirror)
    const branch = branches.find(({ name }) => name === row.branch) ?? branches[0]
    return branch && { mirror, sha: branch.sha }
  }
}
