import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { type Selectable, sql } from 'kysely'
import { jsonOf } from './json-of.js'
import type { HeimgeistTables, VerdictJson } from './tables.js'

/** What an event tells of a change. What is absent stays as it was. */
export interface ChangeTold {
  readonly change: string
  readonly repository: string
  readonly sha?: string
  readonly areas?: readonly string[]
  /** Whether it is still proposed. */
  readonly open?: boolean
  /** How it was judged. */
  readonly verdict?: VerdictJson
}

/** What is known of a change. */
export interface ChangeKnown {
  readonly change: string
  readonly repository: string
  readonly sha?: string
  readonly areas: readonly string[]
  readonly open: boolean
  /** Event that said that it was given up; absent where it was not. */
  readonly givenUp?: string
  /** Configuration under which it was said that no guard is configured for it. */
  readonly unguarded?: string
}

/** The changes that were heard of. Written for every verdict and seldom read, so the writes of a batch go out as one. */
@Injectable()
export class ChangeStore {
  private readonly waiting = new Map<string, ChangeTold>()

  /** Remembers what an event tells of a change, at the latest when its transaction commits. */
  tell(delivery: Delivery<HeimgeistTables>, told: ChangeTold): void {
    delivery.beforeCommit(this, () => this.flush(delivery))
    delivery.onRollback(this, () => this.waiting.clear())
    this.waiting.set(told.change, { ...this.waiting.get(told.change), ...told })
  }

  /** The change of this subject, if it was heard of. */
  async find(delivery: Delivery<HeimgeistTables>, change: string): Promise<ChangeKnown | undefined> {
    if (this.waiting.has(change)) await this.flush(delivery)
    const row = await delivery.db.selectFrom('change').selectAll().where('change', '=', change).executeTakeFirst()
    return row && knownOf(row)
  }

  /** The open change whose head is this commit, if there is one. */
  async openAt(delivery: Delivery<HeimgeistTables>, repository: string, sha: string): Promise<ChangeKnown | undefined> {
    await this.flush(delivery)
    const row = await delivery.db
      .selectFrom('change')
      .selectAll()
      .where('repository', '=', repository)
      .where('sha', '=', sha)
      .where('open', '=', true)
      .orderBy('change')
      .limit(1)
      .executeTakeFirst()
    return row && knownOf(row)
  }

  /** A person gave it up by this event, or with none takes it up again. */
  async giveUp(delivery: Delivery<HeimgeistTables>, change: string, event: string | null): Promise<void> {
    await this.flush(delivery)
    await delivery.db.updateTable('change').set({ given_up: event }).where('change', '=', change).execute()
  }

  /** It was said that no guard is configured for it, by this configuration. */
  async leaveUnguarded(delivery: Delivery<HeimgeistTables>, change: string, configuration: string): Promise<void> {
    await this.flush(delivery)
    await delivery.db.updateTable('change').set({ unguarded: configuration }).where('change', '=', change).execute()
  }

  /** Writes what waits, for a reader that asks for many. */
  settle(delivery: Delivery<HeimgeistTables>): Promise<void> {
    return this.flush(delivery)
  }

  private async flush({ db }: Delivery<HeimgeistTables>): Promise<void> {
    if (this.waiting.size === 0) return
    const rows = jsonOf([...this.waiting.values()])
    this.waiting.clear()
    await sql`
      insert into change as c (change, repository, sha, areas, open, verdict)
      select t.change, t.repository, t.sha, coalesce(t.areas, '[]'), t.open, t.verdict
      from jsonb_to_recordset(${rows}::jsonb) as t (change text, repository text, sha text, areas jsonb, open boolean, verdict jsonb)
      on conflict (change) do update
      set sha = coalesce(excluded.sha, c.sha), open = coalesce(excluded.open, c.open), verdict = coalesce(excluded.verdict, c.verdict), areas = case when excluded.areas = '[]' then c.areas else excluded.areas end`.execute(
      db,
    )
  }
}

const knownOf = ({
  change,
  repository,
  sha,
  areas,
  open,
  given_up,
  unguarded,
}: Selectable<HeimgeistTables['change']>): ChangeKnown => ({
  change,
  repository,
  areas,
  open: open ?? false,
  ...(sha === null ? {} : { sha }),
  ...(given_up === null ? {} : { givenUp: given_up }),
  ...(unguarded === null ? {} : { unguarded }),
})
