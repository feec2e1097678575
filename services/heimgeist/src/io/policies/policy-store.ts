import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { jsonOf } from '../json-of.js'
import type { HeimgeistTables, PolicyRow } from '../tables.js'

/** Repositories whose policies are held in memory; beyond that they are read again. */
const MAX_CACHED = 1000

/** The learned policies in force. Asked for every verdict, so kept in memory as well. */
@Injectable()
export class PolicyStore {
  private readonly cache = new Map<string, readonly PolicyRow[]>()

  /** Those of one repository. */
  async of(delivery: Delivery<HeimgeistTables>, repository: string): Promise<readonly PolicyRow[]> {
    // What is read here may come from this very transaction, and must go with it.
    delivery.onRollback(this, () => this.cache.clear())
    const cached = this.cache.get(repository)
    if (cached) return cached
    const rows = await delivery.db
      .selectFrom('policy')
      .select('value')
      .where('repository', '=', repository)
      .orderBy('rule')
      .execute()
    const policies = rows.map(({ value }) => value)
    if (this.cache.size >= MAX_CACHED) this.cache.clear()
    this.cache.set(repository, policies)
    return policies
  }

  /** From now on this version is in force. */
  async put(delivery: Delivery<HeimgeistTables>, repository: string, policy: PolicyRow): Promise<void> {
    this.forget(delivery, repository)
    const value = jsonOf(policy)
    await delivery.db
      .insertInto('policy')
      .values({ repository, rule: policy.rule, value })
      .onConflict((conflict) => conflict.columns(['repository', 'rule']).doUpdateSet({ value }))
      .execute()
  }

  /** From now on it is not. */
  async remove(delivery: Delivery<HeimgeistTables>, repository: string, rule: string): Promise<void> {
    this.forget(delivery, repository)
    await delivery.db.deleteFrom('policy').where('repository', '=', repository).where('rule', '=', rule).execute()
  }

  private forget(delivery: Delivery<HeimgeistTables>, repository: string): void {
    delivery.onRollback(this, () => this.cache.clear())
    this.cache.delete(repository)
  }
}
