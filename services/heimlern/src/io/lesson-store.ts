import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { sql } from 'kysely'
import { jsonOf } from './json-of.js'
import type { HeimlernTables, Shelf } from './tables.js'

/** What lies on the shelves, as far as it matters here. */
interface Kinds {
  readonly lane: { readonly open: readonly { readonly fingerprint: string; readonly family: string }[] }
  readonly error: object
  readonly case: object
  readonly rule: object
  readonly told: object
  readonly voices: object
}

/** What is to be looked up. */
interface Question {
  readonly repository: string
  readonly lane?: string
  readonly errors: readonly { readonly fingerprint: string; readonly family: string }[]
  readonly subjects: readonly string[]
  /** Whether the past of the repository is needed too, with its rules and all errors of its latest changes. */
  readonly past: boolean
}

/** Counted changes that a lesson looks back on. */
const PAST = 2000
/** Rules of one repository that are looked at. */
const MOST_RULES = 500
/** Patterns that people said something of that are looked at. */
const MOST_JUDGED = 1000
/** Errors looked at for the texts of an area, the latest first. */
const MOST_ERRORS = 200

type Guards = readonly { readonly name: string; readonly area: string }[]

interface Waiting {
  readonly shelf: Shelf
  readonly repository: string
  readonly key: string
  readonly value: object
}

/** Everything that lessons rest on, on shelves: one row each, written once a transaction. */
@Injectable()
export class LessonStore {
  private readonly waiting = new Map<string, Waiting>()

  /** What lies at a place; undefined where nothing does. */
  async get<Value>(
    delivery: Delivery<HeimlernTables>,
    shelf: Shelf,
    repository: string,
    key: string,
  ): Promise<Value | undefined> {
    return (await this.all<Value>(delivery, shelf, repository, [key])).get(key)
  }

  /** Puts something there, at the latest when the transaction commits. */
  put(delivery: Delivery<HeimlernTables>, repository: string, notes: readonly Omit<Waiting, 'repository'>[]): void {
    delivery.beforeCommit(this, () => this.flush(delivery))
    delivery.onRollback(this, () => this.waiting.clear())
    for (const note of notes) this.waiting.set(placeOf(note.shelf, repository, note.key), { ...note, repository })
  }

  /** Everything that is known about what an event shows. */
  async lookUp<Kind extends Kinds>(delivery: Delivery<HeimlernTables>, question: Question) {
    const { repository, subjects, past } = question
    const lane =
      question.lane === undefined
        ? undefined
        : await this.get<Kind['lane']>(delivery, 'lane', repository, question.lane)
    const named = [...question.errors, ...(lane?.open ?? [])].flatMap(({ fingerprint, family }) => [
      fingerprint,
      family,
    ])
    const errors = await this.all<Kind['error']>(delivery, 'error', repository, named)
    if (past)
      for (const [key, error] of await this.latest<Kind['error']>(delivery, 'error', repository, MOST_ERRORS))
        if (!errors.has(key)) errors.set(key, error)
    const rules =
      past || subjects.length > 0 ? await this.latest<Kind['rule']>(delivery, 'rule', repository, MOST_RULES) : []
    return {
      lane,
      errors,
      cases: await this.all<Kind['case']>(delivery, 'case', repository, subjects),
      past: past ? await this.past<Kind['case']>(delivery, repository) : [],
      rules: new Map<string, Kind['rule']>(rules),
      voices: new Map<string, Kind['voices']>(
        past || named.length > 0 ? await this.latest<Kind['voices']>(delivery, 'voices', repository, MOST_JUDGED) : [],
      ),
      guards:
        (past ? await this.get<{ guards: Guards }>(delivery, 'setup', repository, 'guards') : undefined)?.guards ?? [],
      habits: (past ? await this.get<Kind['told']>(delivery, 'habits', repository, 'told') : undefined) ?? {},
    }
  }

  /** The rule whose latest proposal is this event. */
  async proposedBy<Value extends object>(
    delivery: Delivery<HeimlernTables>,
    repository: string,
    event: string,
  ): Promise<Value | undefined> {
    const rules = await this.latest<Value & { event?: string }>(delivery, 'rule', repository, MOST_RULES)
    return rules.find(([, rule]) => rule.event === event)?.[1]
  }

  /** What lies at several places of a shelf, by key. */
  async all<Value>(
    delivery: Delivery<HeimlernTables>,
    shelf: Shelf,
    repository: string,
    keys: readonly string[],
  ): Promise<Map<string, Value>> {
    const found = new Map<string, Value>()
    const missing = [...new Set(keys)].filter((key) => {
      const waits = this.waiting.get(placeOf(shelf, repository, key))
      if (waits) found.set(key, waits.value as Value)
      return !waits
    })
    if (missing.length === 0) return found
    const rows = await delivery.db
      .selectFrom('shelf')
      .select(['key', 'value'])
      .where('shelf', '=', shelf)
      .where('repository', '=', repository)
      .where('key', 'in', missing)
      .execute()
    for (const { key, value } of rows) found.set(key, value as Value)
    return found
  }

  /** The latest counted changes of a repository, newest first. */
  async past<Value>(delivery: Delivery<HeimlernTables>, repository: string): Promise<Value[]> {
    return (await this.latest<Value>(delivery, 'case', repository, PAST)).map(([, one]) => one)
  }

  /** The rules of a repository, newest first. */
  async rules<Value>(delivery: Delivery<HeimlernTables>, repository: string): Promise<Value[]> {
    return (await this.latest<Value>(delivery, 'rule', repository, MOST_RULES)).map(([, one]) => one)
  }

  /** The newest first. Of changes only those that are counted. */
  async latest<Value>(
    delivery: Delivery<HeimlernTables>,
    shelf: Shelf,
    repository: string,
    limit: number,
  ): Promise<[string, Value][]> {
    // What waits on other shelves may go on waiting: in an import all of it goes out as one.
    if ([...this.waiting.values()].some((note) => note.shelf === shelf)) await this.flush(delivery)
    let query = delivery.db
      .selectFrom('shelf')
      .select(['key', 'value'])
      .where('shelf', '=', shelf)
      .where('repository', '=', repository)
    if (shelf === 'case') query = query.where(sql<boolean>`value @> '{"counted": true}'`)
    const rows = await query.orderBy('seq', 'desc').limit(limit).execute()
    return rows.map(({ key, value }) => [key, value as Value])
  }

  private async flush({ db }: Delivery<HeimlernTables>): Promise<void> {
    if (this.waiting.size === 0) return
    const rows = jsonOf([...this.waiting.values()])
    this.waiting.clear()
    await sql`
      insert into shelf (shelf, repository, key, value)
      select t.shelf, t.repository, t.key, t.value
      from rows from (jsonb_to_recordset(${rows}::jsonb) as (shelf text, repository text, key text, value jsonb))
        with ordinality as t (shelf, repository, key, value, place)
      order by t.place
      on conflict (shelf, repository, key) do update set value = excluded.value`.execute(db)
  }
}

const placeOf = (shelf: Shelf, repository: string, key: string): string => `${shelf} ${repository} ${key}`
