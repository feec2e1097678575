import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import { Kysely, sql } from 'kysely'
import type { HeimlernTables, Shelf } from './tables.js'

/** Which rows of a shelf are wanted. */
export interface ShelfQuery {
  readonly repository?: string | undefined
  readonly keys?: readonly string[]
  /** Fields of the value that must be so. */
  readonly fields?: Readonly<Record<string, string | undefined>>
  readonly limit: number
}

/** Reads of lessons for people and tools. */
@Injectable()
export class LessonReader {
  constructor(@Inject(DATABASE) private readonly db: Kysely<HeimlernTables>) {}

  /** What lies on a shelf, the newest first. */
  async find<Value>(
    shelf: Shelf,
    { repository, keys, fields = {}, limit }: ShelfQuery,
  ): Promise<{ repository: string; key: string; value: Value }[]> {
    let query = this.db.selectFrom('shelf').select(['repository', 'key', 'value']).where('shelf', '=', shelf)
    if (repository !== undefined) query = query.where('repository', '=', repository)
    if (keys !== undefined) query = query.where('key', 'in', keys.length > 0 ? [...keys] : [''])
    for (const [field, wanted] of Object.entries(fields))
      if (wanted !== undefined) query = query.where(sql<boolean>`value ->> ${field} = ${wanted}`)
    const rows = await query.orderBy('seq', 'desc').limit(limit).execute()
    return rows.map(({ value, ...row }) => ({ ...row, value: value as Value }))
  }
}
