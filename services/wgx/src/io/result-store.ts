import { createHash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import { CONFIG, type Config } from '../config.js'
import type { Tables } from './tables.js'

/** What makes two runs the same: what is run, on what, with how much. */
export interface RunIdentity {
  readonly repository: string
  /** Fingerprint of the files: the content, whatever commit it is in. */
  readonly tree: string
  readonly command: string
  readonly junit?: string
  readonly time_limit_seconds: number
  readonly memory_limit_mib: number
  /** Key of what was prepared for it; absent where nothing was. */
  readonly prepared?: string
}

/** A result that was seen before. `Result` is what the decisions keep in it. */
export interface KnownResult<Result> {
  readonly judgement: Result
  readonly protection: readonly string[]
  /** Commit of the run. */
  readonly sha: string
}

/** Results of earlier runs by command and tree. */
@Injectable()
export class ResultStore {
  constructor(
    @Inject(DATABASE) private readonly db: Kysely<Tables>,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The result of the same run, where it is kept. */
  async find<Result>(identity: RunIdentity): Promise<KnownResult<Result> | undefined> {
    const row = await this.db
      .selectFrom('known_result')
      .select(['judgement', 'protection', 'sha'])
      .where('key', '=', keyOf(identity))
      .executeTakeFirst()
    return row && { judgement: row.judgement as Result, protection: row.protection, sha: row.sha }
  }

  /** Keeps a result, and lets go of the oldest beyond the limit. */
  async keep<Result>(identity: RunIdentity, { judgement, protection, sha }: KnownResult<Result>): Promise<void> {
    const row = { judgement: JSON.stringify(judgement), protection: JSON.stringify(protection), sha }
    const { number } = await this.db
      .insertInto('known_result')
      .values({ key: keyOf(identity), ...row })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
      .returning('number')
      .executeTakeFirstOrThrow()
    await this.db
      .deleteFrom('known_result')
      .where('number', '<=', number - this.config.knownResults)
      .execute()
  }
}

const keyOf = ({ repository, tree, command, junit, prepared, ...limits }: RunIdentity): string => {
  const { time_limit_seconds, memory_limit_mib } = limits
  const parts = [repository, tree, command, junit ?? null, time_limit_seconds, memory_limit_mib]
  return createHash('sha256')
    .update(JSON.stringify(prepared === undefined ? parts : [...parts, prepared]))
    .digest('hex')
}
