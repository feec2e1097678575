import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { sql } from 'kysely'
import { jsonOf } from './json-of.js'
import type { HeimlernTables } from './tables.js'

/** A proposed change: a pull request, or a branch ahead of its base. */
export interface Proposal {
  readonly proposal: string
  readonly repository: string
  /** Head commit. */
  readonly head: string
  readonly areas: readonly string[]
  readonly opened_at: string
}

/** Proposed changes, and the commits that they became. A history has thousands, so the writes of a batch go out as one. */
@Injectable()
export class ProposalStore {
  private readonly proposals = new Map<string, Proposal>()
  private readonly merges = new Map<string, string>()

  /** Adds a proposed change, or replaces its head and areas. */
  put(delivery: Delivery<HeimlernTables>, proposal: Proposal): void {
    this.begin(delivery)
    this.proposals.set(proposal.proposal, proposal)
  }

  /** A proposed change became a commit. */
  merge(delivery: Delivery<HeimlernTables>, proposal: string, change: string): void {
    this.begin(delivery)
    this.merges.set(proposal, change)
  }

  /** A proposed change by its subject. */
  async find(delivery: Delivery<HeimlernTables>, proposal: string): Promise<Proposal | undefined> {
    await this.flush(delivery)
    return delivery.db.selectFrom('proposal').selectAll().where('proposal', '=', proposal).executeTakeFirst()
  }

  /** The subject of a proposed change by its head commit, the first in order where there are several. */
  async withHead(delivery: Delivery<HeimlernTables>, repository: string, head: string): Promise<string | undefined> {
    await this.flush(delivery)
    const query = delivery.db
      .selectFrom('proposal')
      .select('proposal')
      .where('repository', '=', repository)
      .where('head', '=', head)
    return (await query.orderBy('proposal').limit(1).executeTakeFirst())?.proposal
  }

  /** The commit that a proposed change became. */
  async mergedAs(delivery: Delivery<HeimlernTables>, proposal: string): Promise<string | undefined> {
    await this.flush(delivery)
    return (
      await delivery.db.selectFrom('merged_as').select('change').where('proposal', '=', proposal).executeTakeFirst()
    )?.change
  }

  /** The commits that proposed changes became, by subject. */
  async commitsOf(delivery: Delivery<HeimlernTables>, proposals: readonly string[]): Promise<Map<string, string>> {
    await this.flush(delivery)
    if (proposals.length === 0) return new Map()
    const query = delivery.db.selectFrom('merged_as').selectAll()
    const rows = await query.where('proposal', 'in', [...new Set(proposals)]).execute()
    return new Map(rows.map(({ proposal, change }) => [proposal, change]))
  }

  private begin(delivery: Delivery<HeimlernTables>): void {
    delivery.onRollback(this, () => {
      this.proposals.clear()
      this.merges.clear()
    })
    delivery.beforeCommit(this, () => this.flush(delivery))
  }

  private async flush({ db }: Delivery<HeimlernTables>): Promise<void> {
    if (this.proposals.size > 0) {
      const rows = jsonOf([...this.proposals.values()])
      this.proposals.clear()
      await sql`
        insert into proposal (proposal, repository, head, areas, opened_at)
        select t.proposal, t.repository, t.head, t.areas, t.opened_at
        from jsonb_to_recordset(${rows}::jsonb) as t (proposal text, repository text, head text, areas jsonb, opened_at text)
        on conflict (proposal) do update set head = excluded.head, areas = excluded.areas`.execute(db)
    }
    if (this.merges.size > 0) {
      const rows = jsonOf([...this.merges].map(([proposal, change]) => ({ proposal, change })))
      this.merges.clear()
      await sql`
        insert into merged_as (proposal, change)
        select t.proposal, t.change from jsonb_to_recordset(${rows}::jsonb) as t (proposal text, change text)
        on conflict (proposal) do update set change = excluded.change`.execute(db)
    }
  }
}
