import { Inject, Injectable } from '@nestjs/common'
import type { MeshEvent } from '@heimgewebe/contracts'
import { DATABASE, type Delivery } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import { CONFIG, type Config, type OwnerPolicy, readOwnerPolicy, startingPolicy } from '../../config.js'
import { jsonOf } from '../json-of.js'
import type { HeimgeistTables } from '../tables.js'

type HeimgeistDelivery = Delivery<HeimgeistTables>

/** Version of what the environment says. */
const FIRST = 1
/** Versions told to people. */
const MOST_TOLD = 100

/** The owner's policy as it is at a place of the log: what the environment says, and what was changed since. */
@Injectable()
export class OwnerPolicyStore {
  private current: { readonly version: number; readonly policy: OwnerPolicy } | undefined

  constructor(
    @Inject(DATABASE) private readonly db: Kysely<HeimgeistTables>,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The policy in force. Read for every verdict, so kept in memory. */
  async now(delivery: HeimgeistDelivery): Promise<OwnerPolicy> {
    return (await this.latest(delivery)).policy
  }

  /** Version of the policy in force. */
  async version(delivery: HeimgeistDelivery): Promise<number> {
    return (await this.latest(delivery)).version
  }

  /** Keeps a policy that was read; it holds from this event on. */
  async keep(delivery: HeimgeistDelivery, { id, time, data }: MeshEvent<'policy.changed.v1'>): Promise<void> {
    this.forget(delivery)
    await delivery.db
      .insertInto('owner_policy')
      .values({
        version: data.version,
        content: jsonOf(data.content as Record<string, unknown>),
        by: data.by,
        reason: data.reason ?? null,
        event: id,
        at: time,
      })
      .execute()
  }

  /** The policy in force, for questions of people. */
  async inForce(): Promise<OwnerPolicy> {
    return this.read(await latestOf(this.db))
  }

  /** The policy in force and the latest versions, for people. */
  async list() {
    const versions = await this.db
      .selectFrom('owner_policy')
      .selectAll()
      .orderBy('version', 'desc')
      .limit(MOST_TOLD)
      .execute()
    const { levels, commanders, guardsPerDay, messagesPerDay, promoteAfter } = this.read(versions[0])
    return {
      version: versions[0]?.version ?? FIRST,
      in_force: {
        level: levels.fallback,
        levels: levels.rules.map(({ text }) => text),
        commanders: commanders.map(({ who, tool, verb }) => `${who}${tool ? `=${tool}` : ''}${verb ? `/${verb}` : ''}`),
        guards_per_day: guardsPerDay,
        messages_per_day: messagesPerDay,
        promote_after: promoteAfter,
      },
      versions,
    }
  }

  private async latest(delivery: HeimgeistDelivery) {
    if (this.current === undefined) {
      delivery.onRollback(this, () => (this.current = undefined))
      const row = await latestOf(delivery.db)
      this.current = { version: row?.version ?? FIRST, policy: this.read(row) }
    }
    return this.current
  }

  private read(row: { readonly version: number; readonly content: object } | undefined): OwnerPolicy {
    return row === undefined ? startingPolicy(this.config) : readOwnerPolicy(this.config, row.version, row.content)
  }

  private forget(delivery: HeimgeistDelivery): void {
    delivery.onRollback(this, () => (this.current = undefined))
    this.current = undefined
  }
}

const latestOf = (db: Kysely<HeimgeistTables>) =>
  db.selectFrom('owner_policy').select(['version', 'content']).orderBy('version', 'desc').limit(1).executeTakeFirst()
