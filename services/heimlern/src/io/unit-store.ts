import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { sql } from 'kysely'
import { jsonOf } from './json-of.js'
import type { HeimlernTables, UnitRow } from './tables.js'

/** Changes held in memory between transactions: fixes and reverts mostly name recent ones. */
const MAX_UNITS = 20_000

/** Every change that is counted. Written by the thousand and seldom read, so the writes of a batch go out as one. */
@Injectable()
export class UnitStore {
  private readonly cache = new Map<string, UnitRow>()
  private readonly changed = new Map<string, UnitRow>()

  /** The changes of these subjects that are counted. */
  async find({ db }: Delivery<HeimlernTables>, changes: readonly string[]): Promise<Map<string, UnitRow>> {
    const found = new Map<string, UnitRow>()
    const missing = changes.filter((change) => {
      const unit = this.cache.get(change)
      if (unit) found.set(change, unit)
      return !unit
    })
    if (missing.length === 0) return found
    for (const row of await db.selectFrom('unit').selectAll().where('change', 'in', missing).execute()) {
      const unit = fromRow(row)
      this.cache.set(unit.change, unit)
      found.set(unit.change, unit)
    }
    return found
  }

  /** Adds or replaces a change, at the latest when the transaction commits. */
  put(delivery: Delivery<HeimlernTables>, unit: UnitRow): void {
    delivery.onRollback(this, () => {
      this.cache.clear()
      this.changed.clear()
    })
    delivery.beforeCommit(this, () => this.flush(delivery))
    this.cache.set(unit.change, unit)
    this.changed.set(unit.change, unit)
  }

  private async flush({ db }: Delivery<HeimlernTables>): Promise<void> {
    const rows = jsonOf([...this.changed.values()])
    this.changed.clear()
    await sql`
      insert into unit (change, repository, at, areas, bad, bad_areas)
      select t.change, t.repository, t.at, t.areas, t.bad, t."badAreas"
      from jsonb_to_recordset(${rows}::jsonb) as t (change text, repository text, at text, areas jsonb, bad boolean, "badAreas" jsonb)
      on conflict (change) do update
      set areas = excluded.areas, bad = excluded.bad, bad_areas = excluded.bad_areas`.execute(db)
    // A map gives its keys in the order of their first use: the oldest go first.
    for (const change of this.cache.keys()) {
      if (this.cache.size <= MAX_UNITS) break
      this.cache.delete(change)
    }
  }
}

const fromRow = ({
  at,
  bad_areas,
  ...row
}: {
  change: string
  repository: string
  at: string | null
  areas: string[]
  bad: boolean
  bad_areas: string[]
}): UnitRow => ({
  ...row,
  badAreas: bad_areas,
  ...(at === null ? {} : { at }),
})
