import { Injectable } from '@nestjs/common'
import type { AnyDraft, Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, Metrics } from '@heimgewebe/mesh'
import { jsonOf } from './json-of.js'
import type { HeimgeistTables } from './tables.js'

/** What was spent of the budgets of a repository on one day. */
export interface Spent {
  readonly guards: number
  readonly messages: number
}

/** What was already done unasked about a commit. */
export interface Earlier {
  readonly earlierGuard?: { readonly id: string; readonly areas: readonly string[] }
  readonly earlierWarning?: string
}

/** A decision that warned about a change. */
export interface WarningKept {
  readonly id: string
  readonly sha: string | null
  readonly reasons: readonly { readonly text: string }[]
}

/** Warnings about one change that are read at most. */
const MOST_WARNINGS = 50

/** The circumstances of decisions that the events do not carry. */
export interface Circumstances {
  readonly day: string
  readonly asked: boolean
  readonly sha?: string
  /** Told in a comment of its own, apart from the warnings about the head. */
  readonly apart?: boolean
}

/** Every decision made and every guard requested, and what follows from them for later ones. */
@Injectable()
export class DecisionStore {
  private readonly made
  private readonly refused

  constructor(metrics: Metrics) {
    this.made = metrics.counter({
      name: 'heimgewebe_decisions_total',
      help: 'Decisions made, by class of act, what was chosen and autonomy level.',
      labelNames: ['act', 'chosen', 'level'],
    })
    this.refused = metrics.counter({
      name: 'heimgewebe_commands_refused_total',
      help: 'Commands refused, by kind of refusal.',
      labelNames: ['code'],
    })
  }

  /** Keeps the decisions and guard requests among the drafts of a handler. */
  async keep(
    delivery: Delivery<HeimgeistTables>,
    event: MeshEvent,
    drafts: readonly Draft[],
    about: Circumstances,
  ): Promise<void> {
    for (const draft of drafts as readonly AnyDraft[]) {
      if (draft.type === 'decision.made.v1') await this.keepDecision(delivery, event, draft, about)
      if (draft.type === 'guard.requested.v1') await this.keepRequest(delivery, draft, about.asked)
      if (draft.type === 'action.requested.v1') await this.keepAct(delivery, draft)
      if (draft.type === 'command.refused.v1') {
        const { code } = draft.data
        delivery.beforeCommit(draft, () => Promise.resolve(this.refused.inc({ code })))
      }
    }
  }

  /** Guards and messages that nobody asked for. */
  async spent({ db }: Delivery<HeimgeistTables>, repository: string, day: string): Promise<Spent> {
    const rows = await db
      .selectFrom('decision')
      .select(({ fn }) => ['chosen', fn.countAll<number>().as('count')])
      .where('repository', '=', repository)
      .where('day', '=', day)
      .where('chosen', 'in', ['request-guard', 'warn', 'ask', 'escalate'])
      .where('asked', '=', false)
      .groupBy('chosen')
      .execute()
    const count = (chosen: string): number => rows.find((row) => row.chosen === chosen)?.count ?? 0
    return { guards: count('request-guard'), messages: count('warn') + count('ask') + count('escalate') }
  }

  /** Answers to `/why` that were said at the host. */
  async answered({ db }: Delivery<HeimgeistTables>, repository: string, day: string): Promise<number> {
    const { count } = await db
      .selectFrom('decision')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('repository', '=', repository)
      .where('day', '=', day)
      .where('chosen', '=', 'act')
      .where('act', '=', 'say')
      .where('agent', '=', 'heimgeist')
      .where('asked', '=', true)
      .executeTakeFirstOrThrow()
    return count
  }

  /** The latest guard request and the first warning about a commit. */
  async earlier({ db }: Delivery<HeimgeistTables>, repository: string, sha: string): Promise<Earlier> {
    const guard = await db
      .selectFrom('guard_request')
      .select(['id', 'areas'])
      .where('repository', '=', repository)
      .where('sha', '=', sha)
      .where('asked', '=', false)
      .orderBy('seq', 'desc')
      .executeTakeFirst()
    const warning = await db
      .selectFrom('decision')
      .select('id')
      .where('repository', '=', repository)
      .where('sha', '=', sha)
      .where('chosen', '=', 'warn')
      .orderBy('position')
      .executeTakeFirst()
    return { ...(guard ? { earlierGuard: guard } : {}), ...(warning ? { earlierWarning: warning.id } : {}) }
  }

  /** The latest warnings about the heads of a change, oldest first. */
  async warningsOf({ db }: Delivery<HeimgeistTables>, change: string): Promise<readonly WarningKept[]> {
    const rows = await db
      .selectFrom('decision')
      .select(['id', 'sha', 'reasons'])
      .where('change', '=', change)
      .where('chosen', '=', 'warn')
      .where('apart', '=', false)
      .orderBy('position', 'desc')
      .limit(MOST_WARNINGS)
      .execute()
    return rows.reverse()
  }

  /** Who wanted a guard run; undefined where the request did not come from here. */
  async requestOf(
    { db }: Delivery<HeimgeistTables>,
    id: string,
  ): Promise<{ asked: boolean; decision: string | null } | undefined> {
    return db.selectFrom('guard_request').select(['asked', 'decision']).where('id', '=', id).executeTakeFirst()
  }

  private async keepDecision(
    delivery: Delivery<HeimgeistTables>,
    event: MeshEvent,
    { id, data }: Draft<'decision.made.v1'>,
    { day, asked, sha, apart = false }: Circumstances,
  ): Promise<void> {
    if (id === undefined) throw new Error(`decision about ${event.id} has no id`)
    const labels = { act: data.act, chosen: data.chosen, level: String(data.level) }
    delivery.beforeCommit(data, () => Promise.resolve(this.made.inc(labels)))
    await delivery.db
      .insertInto('decision')
      .values({
        ...data,
        id,
        day,
        asked,
        apart,
        sha: sha ?? null,
        position: event.position,
        repository: data.repository ?? null,
        change: data.change ?? null,
        reasons: jsonOf(data.reasons),
        areas: jsonOf(data.areas ?? []),
        time: event.time,
        correlation: event.correlationid,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
  }

  private async keepAct({ db }: Delivery<HeimgeistTables>, { id, data }: Draft<'action.requested.v1'>): Promise<void> {
    if (id === undefined) throw new Error(`act in ${data.repository} has no id`)
    const { decision, repository, change = null, act } = data
    await db
      .insertInto('act')
      .values({ request: id, decision, repository, change, act, verdict: null, reason: null, finished: null })
      .onConflict((conflict) => conflict.column('request').doNothing())
      .execute()
  }

  private async keepRequest(
    delivery: Delivery<HeimgeistTables>,
    { id, causationid, data }: Draft<'guard.requested.v1'>,
    asked: boolean,
  ): Promise<void> {
    if (id === undefined) throw new Error(`guard request for ${data.change} has no id`)
    await delivery.db
      .insertInto('guard_request')
      .values({
        id,
        repository: data.repository,
        sha: data.sha ?? null,
        areas: jsonOf(data.areas ?? [data.area]),
        asked,
        decision: causationid ?? null,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
  }
}
