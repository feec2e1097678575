import { Inject, Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import { setImmediate as breathe } from 'node:timers/promises'
import { CONFIG, type Config } from '../config.js'
import { pack, unpack } from './pack.js'
import type { SichterTables } from './tables.js'

/** How the state of a repository follows from its inputs: pure, and the same each time. */
export interface Fold<State, Input, Taken> {
  /** Version of the state's form. */
  readonly model: string
  empty(): State
  take(state: State, input: Input): Taken
}

/** Injection token of the fold. */
export const FOLD = Symbol('FOLD')

/** Says which other version kept a judgement, where one did. Inputs alone, without a snapshot, are judged anew anyway. */
export const otherModel = async (db: Kysely<unknown>, model: string): Promise<string | undefined> => {
  const { rows } = await sql<{ model: string }>`select model from snapshot where model <> ${model} limit 1`.execute(db)
  return rows[0] && `a judgement was kept by ${rows[0].model}, this is ${model}`
}

/** Inputs replayed at a stretch when a state is read. */
const STRETCH = 50
/** Part of the snapshot by which the journal may grow while catching up: reading stays short, writing stays linear. */
const GROWTH = 0.5
const LIVE_GROWTH = 0.1

interface Held<State, Input> {
  readonly state: State
  /** Inputs taken since the beginning, and up to the last snapshot. */
  seq: number
  snapshotSeq: number
  /** Inputs of the open transaction. */
  pending: Input[]
  /** Somebody waits for what the open transaction leads to. */
  urgent: boolean
}

/**
 * The state of each repository in memory, and as truth in Postgres: a snapshot now and then, and a journal of the inputs
 * since. Both are written in the transaction of the inputs, so that a kill leaves a state that some commit had.
 */
@Injectable()
export class JudgementStore<State, Input, Taken> {
  private readonly held = new Map<string, Held<State, Input>>()
  /** The open transaction, and the repositories whose state it has changed. */
  private transaction: object | undefined
  private readonly changed = new Set<string>()

  constructor(
    @Inject(FOLD) private readonly fold: Fold<State, Input, Taken>,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The state of a repository, for looking at only. */
  async open(delivery: Delivery<SichterTables>, repository: string): Promise<State> {
    return (await this.hold(delivery, repository)).state
  }

  /**
   * Takes an input into the state of a repository. `urgent`: somebody waits for what follows, so a snapshot that is due, which
   * takes seconds after years of history, is left to the next input.
   */
  async take(delivery: Delivery<SichterTables>, repository: string, input: Input, urgent = false): Promise<Taken> {
    const held = await this.hold(delivery, repository)
    delivery.onRollback(this, () => {
      this.forgetChanged()
    })
    delivery.beforeCommit(this, () => this.flush(delivery))
    if (this.transaction !== delivery) this.changed.clear()
    this.transaction = delivery
    this.changed.add(repository)
    held.pending.push(input)
    held.urgent ||= urgent
    held.seq++
    return this.fold.take(held.state, input)
  }

  private async hold(delivery: Delivery<SichterTables>, repository: string): Promise<Held<State, Input>> {
    const known = this.held.get(repository) ?? (await this.read(delivery, repository))
    // The map is in order of use: the one used longest ago comes first.
    this.held.delete(repository)
    this.held.set(repository, known)
    return known
  }

  private forgetChanged(): void {
    for (const repository of this.changed) this.held.delete(repository)
  }

  private async read({ db }: Delivery<SichterTables>, repository: string): Promise<Held<State, Input>> {
    const snapshot = await db.selectFrom('snapshot').selectAll().where('repository', '=', repository).executeTakeFirst()
    const state = snapshot ? ((await unpack(snapshot.state)) as State) : this.fold.empty()
    let seq = snapshot?.seq ?? 0
    const rows = await db
      .selectFrom('journal')
      .select('inputs')
      .where('repository', '=', repository)
      .orderBy('seq')
      .execute()
    for (const { inputs } of rows)
      for (const input of (await unpack(inputs)) as Input[]) {
        this.fold.take(state, input)
        if (++seq % STRETCH === 0) await breathe()
      }
    return { state, seq, snapshotSeq: snapshot?.seq ?? 0, pending: [], urgent: false }
  }

  private async flush(delivery: Delivery<SichterTables>): Promise<void> {
    for (const [repository, held] of this.held) {
      if (held.pending.length === 0) continue
      if (!held.urgent && this.isSnapshotDue(held, delivery.catchingUp))
        await this.writeSnapshot(delivery, repository, held)
      else {
        const inputs = await pack(held.pending)
        await delivery.db.insertInto('journal').values({ repository, seq: held.seq, inputs }).execute()
      }
      held.pending = []
      held.urgent = false
    }
    for (const repository of this.held.keys()) {
      if (this.held.size <= this.config.repositoriesInMemory) break
      this.held.delete(repository)
    }
  }

  private isSnapshotDue({ seq, snapshotSeq }: Held<State, Input>, catchingUp: boolean): boolean {
    return seq - snapshotSeq >= Math.max(this.config.snapshotEvery, snapshotSeq * (catchingUp ? GROWTH : LIVE_GROWTH))
  }

  private async writeSnapshot(
    { db }: Delivery<SichterTables>,
    repository: string,
    held: Held<State, Input>,
  ): Promise<void> {
    const row = { seq: held.seq, model: this.fold.model, state: await pack(held.state) }
    await db
      .insertInto('snapshot')
      .values({ repository, ...row })
      .onConflict((conflict) => conflict.column('repository').doUpdateSet(row))
      .execute()
    await db.deleteFrom('journal').where('repository', '=', repository).execute()
    held.snapshotSeq = held.seq
  }
}
