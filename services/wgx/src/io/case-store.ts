import { Inject, Injectable } from '@nestjs/common'
import type { GuardFinishedV1, MeshEvent } from '@heimgewebe/contracts'
import { DATABASE } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import { CONFIG, type Config } from '../config.js'
import type { WgxDelivery } from './repository-store.js'
import type { Tables } from './tables.js'

/** Counts of one guard over the changes that are kept. */
interface Counted {
  readonly repository: string
  readonly guard: string
  readonly runs: number
  readonly seconds: number
  readonly caught: number
  readonly missed_passed: number
  readonly missed_left_out: number
  readonly flaky: number
  readonly before: number
  readonly unclear: number
  readonly sampled: number
  readonly sampled_caught: number
}

/** What a result adds to the case of a guard and a change. */
const additionOf = (data: GuardFinishedV1) => {
  const looks = (data.signals ?? []).reduce((sum, { duration_seconds = 0 }) => sum + duration_seconds, 0)
  const isCaught = data.verdict === 'failed' && (data.fault === undefined || data.fault === 'change')
  return {
    // A result that was known costs nothing, and shows nothing new.
    runs: data.duration_seconds > 0 ? 1 : 0,
    seconds: data.duration_seconds > 0 ? data.duration_seconds + looks : 0,
    caught: isCaught,
    passed: data.verdict === 'passed',
    flaky: data.fault === 'flaky' && data.duration_seconds > 0 ? 1 : 0,
    before: data.fault === 'before' && data.duration_seconds > 0 ? 1 : 0,
    unclear: data.fault === 'unclear' && data.duration_seconds > 0 ? 1 : 0,
    sampled: data.by === 'sample' && data.duration_seconds > 0 ? 1 : 0,
    sampled_caught: data.by === 'sample' && isCaught,
  }
}

const ENDED = ['passed', 'failed', 'timed_out', 'out_of_memory']

/** What each guard did for each change: one row a guard and change, the latest of each repository. */
@Injectable()
export class CaseStore {
  constructor(
    @Inject(DATABASE) private readonly db: Kysely<Tables>,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Adds a result. A guard that did not come to an end says nothing of itself. */
  async keepResult({ db }: WgxDelivery, { id, data, position }: MeshEvent<'guard.finished.v1'>): Promise<void> {
    const { repository, guard, change, area } = data
    if (guard === '' || !ENDED.includes(data.verdict)) return
    const add = additionOf(data)
    await sql`
      insert into guard_case as old (repository, guard, change, area, position, event, runs, seconds, caught, passed, flaky,
        before, unclear, sampled, sampled_caught)
      values (${repository}, ${guard}, ${change}, ${area}, ${position}, ${id}, ${add.runs}, ${add.seconds}, ${add.caught},
        ${add.passed}, ${add.flaky}, ${add.before}, ${add.unclear}, ${add.sampled}, ${add.sampled_caught})
      on conflict (repository, guard, change) do update set position = excluded.position, event = excluded.event,
        area = excluded.area, runs = old.runs + excluded.runs, seconds = old.seconds + excluded.seconds,
        caught = old.caught or excluded.caught, passed = old.passed or excluded.passed,
        flaky = old.flaky + excluded.flaky, before = old.before + excluded.before,
        unclear = old.unclear + excluded.unclear, sampled = old.sampled + excluded.sampled,
        sampled_caught = old.sampled_caught or excluded.sampled_caught`.execute(db)
    await this.letGo(db, repository)
  }

  /** Notes the guards that were left out of a change; each is for the area that the base branch says. */
  async keepLeftOut(
    { db }: WgxDelivery,
    { id, data, position }: MeshEvent<'guards.chosen.v1'>,
    areaOf: ReadonlyMap<string, string>,
  ): Promise<void> {
    for (const { guard } of data.left_out)
      await db
        .insertInto('guard_case')
        .values({
          repository: data.repository,
          guard,
          change: data.change,
          area: areaOf.get(guard) ?? '*',
          position,
          event: id,
          left_out: true,
        })
        .onConflict((conflict) => conflict.columns(['repository', 'guard', 'change']).doUpdateSet({ left_out: true }))
        .execute()
    if (data.left_out.length > 0) await this.letGo(db, data.repository)
  }

  /** Notes which commit a proposed change became. */
  async keepLanding({ db }: WgxDelivery, change: string, sha: string): Promise<void> {
    await db
      .insertInto('known_landing')
      .values({ sha, change })
      .onConflict((conflict) => conflict.columns(['sha', 'change']).doNothing())
      .execute()
  }

  /**
   * A change turned out bad: what guards of its areas had passed or were left out of it counts as missed, once a change.
   * The change is found under its own name and under those of the proposals that it came from.
   */
  async markMissed({ db }: WgxDelivery, { data }: MeshEvent<'outcome.recorded.v1'>): Promise<void> {
    const { repository, change, areas } = data
    const sha = change.slice(`change/${repository}/`.length)
    await sql`
      update guard_case set missed = true
      where repository = ${repository} and not missed and not caught and (passed or left_out)
        and (area = '*' or area = 'changed' or ${areas === undefined} or area = any(${[...(areas ?? [])]}))
        and (change = ${change} or change in (select change from known_landing where sha = ${sha})
          or change in (select change from known_head where sha = ${sha}))`.execute(db)
  }

  /** The counts of one guard, and its latest runs. */
  async countOf(
    { db }: WgxDelivery,
    repository: string,
    guard: string,
  ): Promise<{ count: Counted; events: string[] } | undefined> {
    const [count] = await counts(db, repository, guard)
    if (count === undefined) return undefined
    const rows = await db
      .selectFrom('guard_case')
      .select('event')
      .where('repository', '=', repository)
      .where('guard', '=', guard)
      .where('runs', '>', 0)
      .orderBy('position', 'desc')
      .limit(20)
      .execute()
    return { count, events: rows.map(({ event }) => event) }
  }

  /** Keeps what a guard is worth. True where it does not pay and did so far, or was not judged. */
  async keepWorth(
    { db }: WgxDelivery,
    repository: string,
    guard: string,
    { worth, reason }: { readonly worth: string; readonly reason: string },
  ): Promise<boolean> {
    const before = await db
      .selectFrom('guard_worth')
      .select('worth')
      .where('repository', '=', repository)
      .where('guard', '=', guard)
      .executeTakeFirst()
    await db
      .insertInto('guard_worth')
      .values({ repository, guard, worth, reason })
      .onConflict((conflict) => conflict.columns(['repository', 'guard']).doUpdateSet({ worth, reason }))
      .execute()
    return worth === 'does_not_pay' && before?.worth !== worth
  }

  /** Counts of all guards and what they are worth, by repository and name. */
  async all(repository: string | undefined): Promise<(Counted & { worth: string; reason: string })[]> {
    const found = await counts(this.db, repository)
    const rows = await this.db.selectFrom('guard_worth').selectAll().execute()
    const worths = new Map(
      rows.map(({ repository: of, guard, worth, reason }) => [`${of} ${guard}`, { worth, reason }]),
    )
    const unjudged = { worth: 'unclear', reason: 'it did not run so far' }
    return found.map((count) => ({ ...count, ...(worths.get(`${count.repository} ${count.guard}`) ?? unjudged) }))
  }

  /** Tests that failed for no fault of a change, those that flipped most first. */
  async flakyTests(repository: string | undefined, limit: number) {
    let query = this.db
      .selectFrom('test_record')
      .select(['repository', 'guard', 'test', 'failed', 'flipped', 'known', 'blamed'])
      .where('flipped', '>', 0)
      .orderBy('flipped', 'desc')
      .orderBy('repository')
      .orderBy('guard')
      .orderBy('test')
      .limit(limit)
    if (repository !== undefined) query = query.where('repository', '=', repository)
    return query.execute()
  }

  private async letGo(db: WgxDelivery['db'], repository: string): Promise<void> {
    await sql`
      delete from guard_case where repository = ${repository} and position <= (
        select position from guard_case where repository = ${repository}
        order by position desc offset ${this.config.guardCases} limit 1)`.execute(db)
  }
}

const counts = async (db: Kysely<Tables>, repository?: string, guard?: string): Promise<Counted[]> => {
  const { rows } = await sql<Counted>`
    select repository, guard, sum(runs)::int as runs, sum(seconds) as seconds,
      (count(*) filter (where caught))::int as caught,
      (count(*) filter (where missed and passed))::int as missed_passed,
      (count(*) filter (where missed and not passed))::int as missed_left_out,
      sum(flaky)::int as flaky, sum(before)::int as before, sum(unclear)::int as unclear, sum(sampled)::int as sampled,
      (count(*) filter (where sampled_caught))::int as sampled_caught
    from guard_case
    where (${repository ?? null}::text is null or repository = ${repository ?? null})
      and (${guard ?? null}::text is null or guard = ${guard ?? null})
    group by repository, guard order by repository, guard limit 1000`.execute(db)
  return rows
}
