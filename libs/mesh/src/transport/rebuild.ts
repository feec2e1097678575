import { Injectable, Logger } from '@nestjs/common'
import { type Kysely, sql } from 'kysely'

/** Throws a service's read model away and lets it be read anew from the log. Acts and parked events are kept. */
@Injectable()
export class Rebuild {
  private readonly log = new Logger('rebuild')
  private readonly checks: (() => Promise<string | undefined>)[] = []
  private readonly resets: (() => Promise<void>)[] = []

  /** Adds a look at what is stored besides the service's tables: why it needs the log from its beginning, where it does. */
  staleWhen(check: () => Promise<string | undefined>): void {
    this.checks.push(check)
  }

  /** Why the log has to be read anew; every store is looked at. For who leads: another instance may write to them until then. */
  async staleBecause(): Promise<string | undefined> {
    const found: string[] = []
    for (const check of this.checks) {
      const why = await check()
      if (why !== undefined) found.push(why)
    }
    return found.length === 0 ? undefined : found.join('; ')
  }

  /** Adds what has to be emptied besides the service's tables, such as a store in files. */
  onStart(reset: () => Promise<void>): void {
    this.resets.push(reset)
  }

  /** Empties the tables of the read model (all of the service's own, unless they are named) and sets the place in the log to its beginning; up to the old place nothing leaves the service. */
  async start(
    db: Kysely<unknown>,
    schema: string,
    readModel: readonly string[] | undefined,
    why: string,
  ): Promise<void> {
    const tables = await sql<{ name: string }>`
      select tablename as name from pg_tables
      where schemaname = ${schema} and tablename not like 'kysely%' and tablename not like 'mesh%'`.execute(db)
    const emptied = tables.rows.filter(({ name }) => readModel?.includes(name) ?? true)
    for (const reset of this.resets) await reset()
    await db.transaction().execute(async (trx) => {
      for (const { name } of emptied) await sql`truncate ${sql.id(name)}`.execute(trx)
      await sql`truncate mesh_inbox`.execute(trx)
      await sql`update mesh_cursor set rebuild_until = greatest(position, rebuild_until), position = 0`.execute(trx)
    })
    this.log.log(`rebuilding ${emptied.length} tables from the log: ${why}`)
  }
}
