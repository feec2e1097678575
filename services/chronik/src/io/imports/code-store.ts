import { Inject, Injectable } from '@nestjs/common'
import type { SourceIndex } from '@heimgewebe/code'
import { DATABASE } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What is known of one file. */
export interface CodeRow {
  readonly path: string
  readonly blob: string
  readonly index: SourceIndex
  /** Hash of what the log was told of it. */
  readonly told: string
}

interface Tables {
  code_head: { repository: string; sha: string }
  code_file: { repository: string; path: string; blob: string; told: string; index: unknown }
}

/** Tables of the code index. They can be made anew from the mirrors: losing them costs time, and the same events again. */
export const codeMigrations: Record<string, Migration> = {
  '0050-code': {
    up: async (db) => {
      await sql`create table code_head (repository text primary key, sha text not null)`.execute(db)
      await sql`
        create table code_file (
          repository text not null,
          path text not null,
          blob text not null,
          told text not null,
          index jsonb not null,
          primary key (repository, path)
        )`.execute(db)
    },
  },
}

const CHUNK = 200

/** What chronik knows of the code of each repository. */
@Injectable()
export class CodeStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<Tables>) {}

  /** The commit that the index of a repository stands at. */
  async head(repository: string): Promise<string | undefined> {
    const row = await this.db
      .selectFrom('code_head')
      .select('sha')
      .where('repository', '=', repository)
      .executeTakeFirst()
    return row?.sha
  }

  /** The files of a repository by path. */
  async files(repository: string): Promise<Map<string, CodeRow>> {
    const rows = await this.db.selectFrom('code_file').selectAll().where('repository', '=', repository).execute()
    return new Map(rows.map(({ blob, index, path, told }) => [path, { path, blob, told, index: index as SourceIndex }]))
  }

  /** Keeps what was told, and where the index stands, in one transaction. */
  async finish(repository: string, sha: string, files: readonly CodeRow[], removed: readonly string[]): Promise<void> {
    await this.db.transaction().execute(async (trx) => {
      for (let at = 0; at < files.length; at += CHUNK)
        await trx
          .insertInto('code_file')
          .values(
            files
              .slice(at, at + CHUNK)
              .map(({ blob, index, path, told }) => ({ repository, path, blob, told, index: JSON.stringify(index) })),
          )
          .onConflict((conflict) =>
            conflict.columns(['repository', 'path']).doUpdateSet((row) => ({
              blob: row.ref('excluded.blob'),
              told: row.ref('excluded.told'),
              index: row.ref('excluded.index'),
            })),
          )
          .execute()
      for (let at = 0; at < removed.length; at += CHUNK)
        await trx
          .deleteFrom('code_file')
          .where('repository', '=', repository)
          .where('path', 'in', removed.slice(at, at + CHUNK))
          .execute()
      await trx
        .insertInto('code_head')
        .values({ repository, sha })
        .onConflict((conflict) => conflict.column('repository').doUpdateSet({ sha }))
        .execute()
    })
  }
}
