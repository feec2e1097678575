import { Inject, Injectable } from '@nestjs/common'
import type { LevelChangedV1 } from '@heimgewebe/contracts'
import { DATABASE, type Delivery } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import type { Config, OwnerPolicy } from '../../config.js'
import { jsonOf } from '../json-of.js'
import { OwnerPolicyStore } from '../policies/owner-policy-store.js'
import type { HeimgeistTables, LevelRow } from '../tables.js'

type HeimgeistDelivery = Delivery<HeimgeistTables>
type Rule = Config['levels']['rules'][number]

/** Autonomy levels as they are at a place of the log: those of the configuration, and those that were changed since. */
@Injectable()
export class LevelStore {
  private changed: readonly Rule[] | undefined

  constructor(
    @Inject(DATABASE) private readonly db: Kysely<HeimgeistTables>,
    private readonly policies: OwnerPolicyStore,
  ) {}

  /** All levels. Read for every verdict, so kept in memory. */
  async all(delivery: HeimgeistDelivery): Promise<Config['levels']> {
    if (this.changed === undefined) {
      delivery.onRollback(this, () => (this.changed = undefined))
      this.changed = (await delivery.db.selectFrom('level').selectAll().execute()).map(ruleOf)
    }
    return { ...(await this.policies.now(delivery)).levels, changed: this.changed }
  }

  /** What else the owner's policy says: who may command, and what may be spent. */
  policy(delivery: HeimgeistDelivery): Promise<OwnerPolicy> {
    return this.policies.now(delivery)
  }

  /** Keeps a changed level. `event`: the event that says so. */
  async change(delivery: HeimgeistDelivery, event: string, data: LevelChangedV1): Promise<void> {
    delivery.onRollback(this, () => (this.changed = undefined))
    this.changed = undefined
    const row = { level: data.to, reason: data.reason, by: data.by, event }
    await delivery.db
      .insertInto('level')
      .values({ agent: data.agent ?? '', act: data.act ?? '', repository: data.repository ?? '', ...row })
      .onConflict((conflict) => conflict.columns(['agent', 'act', 'repository']).doUpdateSet(row))
      .execute()
  }

  /** Acts of an agent in a row that went well. */
  async record({ db }: HeimgeistDelivery, agent: string, repository: string) {
    const row = await db
      .selectFrom('act_record')
      .select(['good', 'events'])
      .where('agent', '=', agent)
      .where('repository', '=', repository)
      .executeTakeFirst()
    return row ?? { good: 0, events: [] }
  }

  /** Keeps a record. */
  async keepRecord(
    { db }: HeimgeistDelivery,
    agent: string,
    repository: string,
    record: { readonly good: number; readonly events: readonly string[] },
  ): Promise<void> {
    const row = { good: record.good, events: jsonOf(record.events) }
    await db
      .insertInto('act_record')
      .values({ agent, repository, ...row })
      .onConflict((conflict) => conflict.columns(['agent', 'repository']).doUpdateSet(row))
      .execute()
  }

  /** What was changed, and the records, for people. */
  async list() {
    const changed = await this.db
      .selectFrom('level')
      .selectAll()
      .orderBy('repository')
      .orderBy('agent')
      .orderBy('act')
      .limit(1000)
      .execute()
    const records = await this.db
      .selectFrom('act_record')
      .selectAll()
      .orderBy('repository')
      .orderBy('agent')
      .limit(1000)
      .execute()
    const { levels, promoteAfter } = await this.policies.inForce()
    const { fallback, rules, policy = null } = levels
    return { policy, fallback, rules, changed, records, promote_after: promoteAfter }
  }

  /** Every agent that decided, is registered or wants something, with every repository, and the levels that may count. */
  async pairs(limit: number) {
    const { db } = this
    const repositories = await db
      .selectFrom('repository')
      .select('repository')
      .orderBy('repository')
      .limit(limit)
      .execute()
    const agents = await db
      .selectFrom('decision')
      .select('agent')
      .distinct()
      .union(db.selectFrom('agent').select('agent').where('removed', '=', false))
      .union(db.selectFrom('wish').select('agent').distinct())
      .orderBy('agent')
      .limit(limit)
      .execute()
    const changed = (await db.selectFrom('level').selectAll().execute()).map(ruleOf)
    const pairs = agents.flatMap(({ agent }) => repositories.map(({ repository }) => ({ agent, repository })))
    return { pairs: pairs.slice(0, limit), levels: { ...(await this.policies.inForce()).levels, changed } }
  }
}

const ruleOf = ({ agent, act, repository, level, reason, by, event }: LevelRow): Rule => ({
  level: level as Rule['level'],
  text: `${by} set level ${level} (level.changed ${event}): ${reason}`,
  ...(agent === '' ? {} : { agent }),
  ...(repository === '' ? {} : { repository }),
  ...(act === '' ? {} : { act: act as NonNullable<Rule['act']> }),
})
