import { Inject, Injectable } from '@nestjs/common'
import type { GuardFinishedV1, MeshEvent } from '@heimgewebe/contracts'
import { DATABASE } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import type { WgxDelivery } from './repository-store.js'
import type { Tables } from './tables.js'

/** One run as people read it. */
export interface GuardRun {
  readonly request: string
  /** Name in .heimgewebe.yaml; empty where no guard could be chosen. */
  readonly guard: string
  readonly repository: string
  readonly change: string
  readonly area: string
  readonly sha: string | null
  readonly kind: string | null
  readonly started_at: string | null
  readonly finished_at: string | null
  /** Null while it waits or runs. Without the output, which is in the event. */
  readonly result: Omit<GuardFinishedV1, 'output_tail'> | null
}

/** Which runs are wanted. */
export interface RunQuery {
  readonly repository?: string | undefined
  readonly change?: string | undefined
  readonly limit: number
}

/** The guards that were started and what came of them. */
@Injectable()
export class RunStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<Tables>) {}

  /** Keeps an intent. */
  async keepStarted({ db }: WgxDelivery, { data, time, position }: MeshEvent<'guard.started.v1'>): Promise<void> {
    const { repository, change, request, guard = '', area, sha = null, kind } = data
    await db
      .insertInto('guard_run')
      .values({ request, guard, repository, change, area, sha, kind, started_at: time, position })
      .onConflict((conflict) => conflict.columns(['request', 'guard']).doNothing())
      .execute()
  }

  /** Keeps a result; there is no intent where no guard could be chosen. */
  async keepFinished({ db }: WgxDelivery, { data, time, position }: MeshEvent<'guard.finished.v1'>): Promise<void> {
    const { repository, change, request, guard, area, sha = null } = data
    const { output_tail: _, ...kept } = data
    const result = { finished_at: time, result: JSON.stringify(kept) }
    await db
      .insertInto('guard_run')
      .values({ request, guard, repository, change, area, sha, position, ...result })
      .onConflict((conflict) => conflict.columns(['request', 'guard']).doUpdateSet(result))
      .execute()
  }

  /** The latest runs, newest first. */
  async latest({ repository, change, limit }: RunQuery): Promise<GuardRun[]> {
    let query = this.db
      .selectFrom('guard_run')
      .select([
        'request',
        'guard',
        'repository',
        'change',
        'area',
        'sha',
        'kind',
        'started_at',
        'finished_at',
        'result',
      ])
      .orderBy('position', 'desc')
      .limit(limit)
    if (repository !== undefined) query = query.where('repository', '=', repository)
    if (change !== undefined) query = query.where('change', '=', change)
    return query.execute()
  }
}
