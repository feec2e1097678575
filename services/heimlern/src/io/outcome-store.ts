import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { sql } from 'kysely'
import type { Book } from './book-store.js'
import { jsonOf } from './json-of.js'
import type { HeimlernTables, Kind, OutcomeRow } from './tables.js'

/** Changes not in the log whose outcomes are kept in case they arrive. Those beyond are recorded, but never counted. */
const MAX_WAITING = 10_000

/** What makes outcomes the same. */
interface Evidence {
  readonly change: string
  readonly kind: Kind
  readonly evidence: string
}

/** Every outcome that was recorded. The writes of a batch go out as one. */
@Injectable()
export class OutcomeStore {
  private readonly added: (OutcomeRow & { waiting: boolean })[] = []

  /** Adds an outcome, at the latest when the transaction commits. */
  add(delivery: Delivery<HeimlernTables>, book: Book, outcome: OutcomeRow): void {
    this.begin(delivery)
    const waiting = outcome.unit === undefined && book.waiting.size < MAX_WAITING
    if (waiting) book.waiting.set(outcome.change, [...(book.waiting.get(outcome.change) ?? []), outcome])
    this.added.push({ ...outcome, waiting })
  }

  /** The outcomes that waited for a change are counted now. */
  async settle(delivery: Delivery<HeimlernTables>, book: Book, change: string): Promise<void> {
    if (!book.waiting.delete(change)) return
    await this.flush(delivery)
    await delivery.db
      .updateTable('outcome')
      .set({ unit: change, waiting: false })
      .where('change', '=', change)
      .where('waiting', '=', true)
      .execute()
  }

  /** Tells which of these outcomes were recorded. */
  async recorded(
    delivery: Delivery<HeimlernTables>,
    sightings: readonly Evidence[],
  ): Promise<(sighting: Evidence) => boolean> {
    await this.flush(delivery)
    const changes = sightings.map(({ change }) => change)
    const rows = await delivery.db
      .selectFrom('outcome')
      .select(['change', 'kind', 'evidence'])
      .where('change', 'in', changes)
      .execute()
    const known = new Set(rows.map(evidenceKey))
    return (sighting) => known.has(evidenceKey(sighting))
  }

  /** What a rule has seen of a change; undefined before it ran. */
  async ruleSeen(
    delivery: Delivery<HeimlernTables>,
    unit: string,
    rule: string,
  ): Promise<{ ran: boolean; failed: boolean } | undefined> {
    await this.flush(delivery)
    const found = await sql<{ failed: boolean }>`
      select kind <> 'guard_passed' as failed from outcome
      where rule = ${rule} and md5(unit) = md5(${unit}::text) and unit = ${unit}`.execute(delivery.db)
    if (found.rows.length === 0) return undefined
    return { ran: true, failed: found.rows.some(({ failed }) => failed) }
  }

  private begin(delivery: Delivery<HeimlernTables>): void {
    delivery.onRollback(this, () => this.added.splice(0))
    delivery.beforeCommit(this, () => this.flush(delivery))
  }

  private async flush({ db }: Delivery<HeimlernTables>): Promise<void> {
    if (this.added.length === 0) return
    const rows = jsonOf(this.added.splice(0).map(({ waiting, ...outcome }) => ({ ...outcome, waiting, outcome })))
    await sql`
      insert into outcome (id, repository, change, kind, by, evidence, rule, unit, waiting, at, outcome)
      select t.id, t.repository, t.change, t.kind, t.by, t.evidence, t.rule, t.unit, t.waiting, t.at, t.outcome
      from rows from (jsonb_to_recordset(${rows}::jsonb) as (
        id uuid, repository text, change text, kind text, by text, evidence text, rule text, unit text, waiting boolean,
        at text, outcome jsonb
      )) with ordinality as t (id, repository, change, kind, by, evidence, rule, unit, waiting, at, outcome, place)
      order by t.place
      on conflict (id) do nothing`.execute(db)
  }
}

const evidenceKey = ({ change, kind, evidence }: Evidence): string => `${change} ${kind} ${evidence}`
