import { Inject, Injectable } from '@nestjs/common'
import type { MeshEvent, ProofFinishedV1, TrialFinishedV1 } from '@heimgewebe/contracts'
import { DATABASE } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import type { WgxDelivery } from './repository-store.js'
import type { Tables } from './tables.js'

/** A proof as people read it. */
export interface Proof {
  readonly request: string
  readonly incident: string
  readonly repository: string
  readonly command: string
  readonly requested_at: string
  /** Null while it runs. */
  readonly result: ProofFinishedV1 | null
}

type KeptTrial = Omit<TrialFinishedV1, 'output_tail' | 'protection'>

/** Proofs that were asked for, their runs, and the first suspects of incidents. */
@Injectable()
export class ProofStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<Tables>) {}

  /** Keeps whom sichter suspects first of an incident; nobody, where it does not know. */
  async keepSuspect({ db }: WgxDelivery, incident: string, change: string | undefined): Promise<void> {
    if (change === undefined) {
      await db.deleteFrom('known_suspect').where('incident', '=', incident).execute()
      return
    }
    await db
      .insertInto('known_suspect')
      .values({ incident, change })
      .onConflict((conflict) => conflict.column('incident').doUpdateSet({ change }))
      .execute()
  }

  /** The first suspect of an incident. */
  async suspectOf({ db }: WgxDelivery, incident: string): Promise<string | undefined> {
    const row = await db
      .selectFrom('known_suspect')
      .select('change')
      .where('incident', '=', incident)
      .executeTakeFirst()
    return row?.change
  }

  /** Keeps that a proof is wanted, and of how many runs it will be. */
  async keepRequest(
    { db }: WgxDelivery,
    { id, time, position, data }: MeshEvent<'proof.requested.v1'>,
    trials: number,
  ): Promise<void> {
    const { incident, repository, command } = data
    await db
      .insertInto('proof')
      .values({ request: id, incident, repository, command, trials, requested_at: time, position })
      .onConflict((conflict) => conflict.column('request').doNothing())
      .execute()
  }

  /** Keeps one run. Gives all runs of its proof in the order of the log once the last one is there, else nothing. */
  async keepTrial({ db }: WgxDelivery, { id, position, data }: MeshEvent<'trial.finished.v1'>) {
    const { output_tail: _output, protection: _protection, ...kept } = data
    const row = { event: id, position, trial: JSON.stringify(kept) }
    await db
      .insertInto('trial')
      .values({ request: data.request, what: data.what, attempt: data.attempt, ...row })
      .onConflict((conflict) => conflict.columns(['request', 'what', 'attempt']).doNothing())
      .execute()
    const proof = await db
      .selectFrom('proof')
      .select(['trials', 'result'])
      .where('request', '=', data.request)
      .executeTakeFirst()
    const rows = await db
      .selectFrom('trial')
      .select(['event', 'trial'])
      .where('request', '=', data.request)
      .orderBy('position')
      .execute()
    if (proof === undefined || proof.result !== null || rows.length < proof.trials) return []
    return rows.map(({ event, trial }) => ({ event, data: trial as KeptTrial }))
  }

  /** Keeps the verdict. */
  async keepResult({ db }: WgxDelivery, { data }: MeshEvent<'proof.finished.v1'>): Promise<void> {
    await db
      .updateTable('proof')
      .set({ result: JSON.stringify(data) })
      .where('request', '=', data.request)
      .execute()
  }

  /** The latest proofs, newest first. */
  async latest({ incident, limit }: { incident?: string | undefined; limit: number }): Promise<Proof[]> {
    let query = this.db
      .selectFrom('proof')
      .select(['request', 'incident', 'repository', 'command', 'requested_at', 'result'])
      .orderBy('position', 'desc')
      .limit(limit)
    if (incident !== undefined) query = query.where('incident', '=', incident)
    return query.execute()
  }
}
