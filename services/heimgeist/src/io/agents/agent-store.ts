import type { AgentDefinition } from '@heimgewebe/agents'
import { Inject, Injectable } from '@nestjs/common'
import type { MeshEvent, ToolFinishedV1 } from '@heimgewebe/contracts'
import { DATABASE, type Delivery } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import { CONFIG, type Config } from '../../config.js'
import { jsonOf } from '../json-of.js'
import type { HeimgeistTables } from '../tables.js'

type HeimgeistDelivery = Delivery<HeimgeistTables>

/** An agent that acts, as the firing needs it. */
interface Active {
  readonly definition: AgentDefinition
  readonly registered: string
}

/** A firing to be kept. */
interface NewFiring {
  readonly agent: string
  readonly requests: readonly string[]
  readonly escalateTo?: string
}

/** The agents that are registered, what fired them, and what they found. */
@Injectable()
export class AgentStore {
  private active: readonly Active[] | undefined

  constructor(
    @Inject(DATABASE) private readonly db: Kysely<HeimgeistTables>,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Keeps a version of an agent; the latest event counts. */
  async register(
    delivery: HeimgeistDelivery,
    { id, data, time }: MeshEvent<'agent.registered.v1'>,
    read: AgentDefinition,
  ): Promise<void> {
    this.forget(delivery)
    const row = {
      version: data.version,
      enabled: data.enabled,
      definition: jsonOf(data.definition),
      read: jsonOf(read),
      sha256: data.definition_sha256,
      registered: id,
      registered_at: time,
      by: data.by ?? null,
      removed: false,
    }
    await delivery.db
      .insertInto('agent')
      .values({ agent: data.agent, ...row })
      .onConflict((conflict) => conflict.column('agent').doUpdateSet(row))
      .execute()
  }

  /** An agent fires no more; its past stays. */
  async remove(delivery: HeimgeistDelivery, agent: string): Promise<void> {
    this.forget(delivery)
    await delivery.db.updateTable('agent').set({ removed: true, enabled: false }).where('agent', '=', agent).execute()
  }

  /** Whether any agent acts on events of this type. */
  async any(delivery: HeimgeistDelivery, type: string): Promise<boolean> {
    this.active ??= await this.read(delivery)
    return this.active.some(({ definition }) => definition.trigger.types.some((one) => one === type))
  }

  /** Agents that act and have a trigger of this type, with what is left of their budget on that day. */
  async of(delivery: HeimgeistDelivery, type: string, repository: string, day: string) {
    this.active ??= await this.read(delivery)
    const agents = this.active.filter(({ definition }) => definition.trigger.types.some((one) => one === type))
    const spent = await delivery.db
      .selectFrom('firing')
      .select(({ fn }) => ['agent', fn.countAll<number>().as('count')])
      .where('repository', '=', repository)
      .where('day', '=', day)
      .groupBy('agent')
      .execute()
    return agents.map(({ definition, registered }) => {
      const used = spent.find(({ agent }) => agent === definition.name)?.count ?? 0
      return { definition, registered, firingsLeft: (definition.firingsPerDay ?? this.config.firingsPerDay) - used }
    })
  }

  /** Keeps that an event fired an agent. */
  async fired(
    { db }: HeimgeistDelivery,
    event: MeshEvent,
    day: string,
    { repository, change }: { readonly repository: string; readonly change: string | null },
    firing: NewFiring,
  ): Promise<void> {
    await db
      .insertInto('firing')
      .values({
        agent: firing.agent,
        trigger: event.id,
        repository,
        change,
        day,
        position: event.position,
        requests: jsonOf(firing.requests),
        results: jsonOf([]),
        escalate_to: firing.escalateTo ?? null,
        report: null,
        outcome: null,
        feedback: null,
      })
      .onConflict((conflict) => conflict.columns(['agent', 'trigger']).doNothing())
      .execute()
  }

  /** Adds the result of a tool to its firing; gives the firing once the last of its tools is done. */
  async result(
    { db }: HeimgeistDelivery,
    { id, data }: MeshEvent<'tool.finished.v1'>,
    result: { readonly tool: string; readonly verdict: ToolFinishedV1['verdict']; readonly findings: number },
  ) {
    const row = await db
      .selectFrom('firing')
      .selectAll()
      .where('agent', '=', data.agent)
      .where(sql<boolean>`requests @> ${jsonOf([data.request])}::jsonb`)
      .executeTakeFirst()
    if (!row || row.report !== null || row.results.some(({ request }) => request === data.request)) return undefined
    const results = [...row.results, { ...result, request: data.request, event: id }]
    await db
      .updateTable('firing')
      .set({ results: jsonOf(results) })
      .where('agent', '=', row.agent)
      .where('trigger', '=', row.trigger)
      .execute()
    if (results.length < row.requests.length) return undefined
    const inOrder = row.requests.flatMap((request) => results.filter((one) => one.request === request))
    return { ...row, results: inOrder }
  }

  /** Keeps what a firing came to. */
  async reported(
    { db }: HeimgeistDelivery,
    agent: string,
    trigger: string,
    report: string,
    outcome: string,
  ): Promise<void> {
    await db
      .updateTable('firing')
      .set({ report, outcome })
      .where('agent', '=', agent)
      .where('trigger', '=', trigger)
      .execute()
  }

  /** Keeps whether people found a report right. */
  async judged({ db }: HeimgeistDelivery, report: string, feedback: 'good' | 'bad'): Promise<void> {
    await db.updateTable('firing').set({ feedback }).where('report', '=', report).execute()
  }

  /** Every agent with its scorecard, for people. */
  async list(name?: string) {
    let agents = this.db.selectFrom('agent').selectAll().orderBy('agent').limit(1000)
    if (name !== undefined) agents = agents.where('agent', '=', name)
    const counted = await this.db
      .selectFrom('firing')
      .select(({ fn }) => ['agent', 'outcome', 'feedback', fn.countAll<number>().as('count')])
      .groupBy(['agent', 'outcome', 'feedback'])
      .execute()
    return (await agents.execute()).map(({ read: _, ...row }) => {
      const own = counted.filter(({ agent }) => agent === row.agent)
      const sum = (fits: (one: (typeof own)[number]) => boolean): number =>
        own.filter(fits).reduce((total, { count }) => total + count, 0)
      return {
        ...row,
        scorecard: {
          fired: sum(() => true),
          passed: sum(({ outcome }) => outcome === 'passed'),
          failed: sum(({ outcome }) => outcome === 'failed'),
          incomplete: sum(({ outcome }) => outcome === 'incomplete'),
          good: sum(({ feedback }) => feedback === 'good'),
          bad: sum(({ feedback }) => feedback === 'bad'),
        },
      }
    })
  }

  private async read({ db }: HeimgeistDelivery): Promise<Active[]> {
    const rows = await db
      .selectFrom('agent')
      .select(['read', 'registered'])
      .where('enabled', '=', true)
      .orderBy('agent')
      .execute()
    return rows.map(({ read, registered }) => ({ definition: read as unknown as AgentDefinition, registered }))
  }

  private forget(delivery: HeimgeistDelivery): void {
    delivery.onRollback(this, () => (this.active = undefined))
    this.active = undefined
  }
}
