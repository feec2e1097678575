import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { sql } from 'kysely'
import { jsonOf } from './json-of.js'
import type { HeimlernTables, OutcomeRow, Scope, TallyRow } from './tables.js'

type Areas = HeimlernTables['configuration']['areas']['__select__']

/** What is held in memory of one repository while it is busy. */
export interface Book {
  readonly repository: string
  /** Areas as configured; empty where the folder structure is to be used. */
  areas: Areas
  /** Counts by scope and key. */
  readonly tallies: Map<string, TallyRow>
  /** Proposed changes that are counted themselves. */
  readonly proposals: Set<string>
  /** Commits that are counted as one of these. */
  readonly standsFor: Map<string, string>
  /** Outcomes whose change is not in the log yet, by its subject. */
  readonly waiting: Map<string, OutcomeRow[]>
}

/** Repositories held in memory between transactions. */
const MAX_BOOKS = 100

/** Where a count lies in a book. */
export const tallyKey = (scope: Scope, key: string): string => `${scope} ${key}`

/** The counts and the small print of each repository: read once, kept in memory, written back once a transaction. */
@Injectable()
export class BookStore {
  private readonly books = new Map<string, Book>()
  private readonly changed = new Map<string, { repository: string; scope: Scope; key: string; tally: TallyRow }>()

  /** The book of a repository, read from the tables at its first use. */
  async open(delivery: Delivery<HeimlernTables>, repository: string): Promise<Book> {
    delivery.onRollback(this, () => {
      this.books.clear()
      this.changed.clear()
    })
    delivery.beforeCommit(this, () => this.flush(delivery))
    const book = this.books.get(repository) ?? (await this.read(delivery, repository))
    this.books.set(repository, book)
    return book
  }

  /** Replaces a count. */
  put(book: Book, scope: Scope, key: string, tally: TallyRow): void {
    const place = tallyKey(scope, key)
    book.tallies.set(place, tally)
    this.changed.set(`${book.repository} ${place}`, { repository: book.repository, scope, key, tally })
  }

  /** Replaces the configured areas. */
  async configure({ db }: Delivery<HeimlernTables>, book: Book, areas: Areas): Promise<void> {
    book.areas = areas
    await sql`
      insert into configuration (repository, areas) values (${book.repository}, ${jsonOf(areas)})
      on conflict (repository) do update set areas = excluded.areas`.execute(db)
  }

  /** From now on a commit is counted as the proposed change that it came from. */
  async letStandFor({ db }: Delivery<HeimlernTables>, book: Book, change: string, proposal: string): Promise<void> {
    book.standsFor.set(change, proposal)
    const row = { change, repository: book.repository, proposal }
    await db
      .insertInto('stands_for')
      .values(row)
      .onConflict((conflict) => conflict.column('change').doUpdateSet({ proposal }))
      .execute()
  }

  private async read({ db }: Delivery<HeimlernTables>, repository: string): Promise<Book> {
    const configuration = await db
      .selectFrom('configuration')
      .select('areas')
      .where('repository', '=', repository)
      .executeTakeFirst()
    const tallies = await db.selectFrom('tally').selectAll().where('repository', '=', repository).execute()
    const aliases = await db.selectFrom('stands_for').selectAll().where('repository', '=', repository).execute()
    const proposals = await sql<{ change: string }>`
      select change from unit where repository = ${repository} and change not like 'change/%'`.execute(db)
    const outcomes = await db
      .selectFrom('outcome')
      .select('outcome')
      .where('repository', '=', repository)
      .where('waiting', '=', true)
      .orderBy('seq')
      .execute()
    const waiting = new Map<string, OutcomeRow[]>()
    for (const { outcome } of outcomes) waiting.set(outcome.change, [...(waiting.get(outcome.change) ?? []), outcome])
    return {
      repository,
      areas: configuration?.areas ?? [],
      tallies: new Map(tallies.map(({ scope, key, tally }) => [tallyKey(scope, key), tally])),
      proposals: new Set(proposals.rows.map(({ change }) => change)),
      standsFor: new Map(aliases.map(({ change, proposal }) => [change, proposal])),
      waiting,
    }
  }

  private async flush({ db }: Delivery<HeimlernTables>): Promise<void> {
    if (this.changed.size > 0) {
      const rows = jsonOf([...this.changed.values()])
      this.changed.clear()
      await sql`
        insert into tally (repository, scope, key, tally)
        select t.repository, t.scope, t.key, t.tally
        from jsonb_to_recordset(${rows}::jsonb) as t (repository text, scope text, key text, tally jsonb)
        on conflict (repository, scope, key) do update set tally = excluded.tally`.execute(db)
    }
    if (this.books.size > MAX_BOOKS) this.books.clear()
  }
}
