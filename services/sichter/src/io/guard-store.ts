import { Inject, Injectable } from '@nestjs/common'
import type { EventData, MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import { sql } from 'kysely'
import { CONFIG, type Config } from '../config.js'
import { jsonOf } from './json-of.js'
import type { SichterTables } from './tables.js'

/** Files of a change that are kept to learn from its guards; a larger change says little of which file it was. */
const MOST_FILES = 50

type Configuration = EventData['configuration.recorded.v1']

/** A run as it is read. */
interface KeptRun {
  readonly guard: string
  readonly found: boolean
  readonly change: string
  readonly files: readonly string[]
  readonly event: string
}

/** What the guards of each repository found in which changes: the latest runs, and the files of proposed changes. */
@Injectable()
export class GuardStore {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Keeps which guards and areas a repository has. */
  async configure({ db }: Delivery<SichterTables>, { repository, guards, areas }: Configuration): Promise<void> {
    const row = { guards: jsonOf({ guards, areas }) as unknown as SichterTables['guard_list']['guards'] }
    await db
      .insertInto('guard_list')
      .values({ repository, ...row })
      .onConflict((conflict) => conflict.column('repository').doUpdateSet(row))
      .execute()
  }

  /** The guards and areas of a repository, and its latest runs, newest first. Nothing, where no file names guards. */
  async known({ db }: Delivery<SichterTables>, repository: string) {
    const list = await db
      .selectFrom('guard_list')
      .select('guards')
      .where('repository', '=', repository)
      .executeTakeFirst()
    if (list === undefined || list.guards.guards.length === 0) return undefined
    const rows = await db
      .selectFrom('guard_result')
      .select(['guard', 'found', 'change', 'files', 'event'])
      .where('repository', '=', repository)
      .orderBy('position', 'desc')
      .limit(this.config.guardRuns)
      .execute()
    const runs: readonly KeptRun[] = rows
    return { ...list.guards, runs }
  }

  /** Keeps the files of a proposed change, and lets go of those proposed longest ago. */
  async keepFiles(
    { db }: Delivery<SichterTables>,
    { subject: change, position, data }: MeshEvent<'pr.opened.v1' | 'pr.updated.v1'>,
  ): Promise<void> {
    const { repository } = data
    const paths = data.files.slice(0, MOST_FILES).map(({ path }) => path)
    const row = { position, files: jsonOf(paths) as unknown as string[] }
    await db
      .insertInto('proposal_file')
      .values({ change, repository, ...row })
      .onConflict((conflict) => conflict.column('change').doUpdateSet(row))
      .execute()
    await this.letGo(db, 'proposal_file', repository)
  }

  /** The files of a proposed change. */
  async filesOf({ db }: Delivery<SichterTables>, change: string): Promise<readonly string[] | undefined> {
    const row = await db.selectFrom('proposal_file').select('files').where('change', '=', change).executeTakeFirst()
    return row?.files
  }

  /** Keeps what a guard came to, and lets go of the oldest runs. */
  async keepRun(
    { db }: Delivery<SichterTables>,
    { files, ...run }: KeptRun & { readonly repository: string; readonly position: number },
  ): Promise<void> {
    await db
      .insertInto('guard_result')
      .values({ ...run, files: jsonOf(files.slice(0, MOST_FILES)) as unknown as string[] })
      .onConflict((conflict) => conflict.column('event').doNothing())
      .execute()
    await this.letGo(db, 'guard_result', run.repository)
  }

  private async letGo(
    db: Delivery<SichterTables>['db'],
    table: 'proposal_file' | 'guard_result',
    repository: string,
  ): Promise<void> {
    await sql`
      delete from ${sql.table(table)} where repository = ${repository} and position <= (
        select position from ${sql.table(table)} where repository = ${repository}
        order by position desc offset ${this.config.guardRuns} limit 1)`.execute(db)
  }
}
