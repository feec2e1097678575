import { Inject, Injectable } from '@nestjs/common'
import type { MeshEvent } from '@heimgewebe/contracts'
import { DATABASE, type Delivery } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import type { RepositoryTables, WantedProposalTable } from './repository-tables.js'

type Proposal = MeshEvent<'pr.opened.v1' | 'pr.updated.v1'>

/** Changes that wait for their files, at most: the latest told. */
const MOST_WANTED = 5000
/** Looks for the head of a change that is not there yet; the wait doubles from 10 seconds, so they span an hour. */
const MOST_TRIES = 9
const FIRST_WAIT = '10 seconds'

/** Proposed changes that a host told of without their files: wanted until these are read, or the change is over. */
@Injectable()
export class ProposalStore {
  /** What the open transaction says of each change, by its subject: the last word counts. */
  private readonly said = new Map<string, Proposal | undefined>()

  constructor(@Inject(DATABASE) private readonly db: Kysely<RepositoryTables>) {}

  /** A host told of a change. One whose files are known, or that has no number there, is not wanted. */
  tell(delivery: Delivery<RepositoryTables>, event: Proposal): void {
    const isWanted = !event.data.files_known && event.data.number !== undefined
    this.say(delivery, event.subject, isWanted ? event : undefined)
  }

  /** A change is over. */
  end(delivery: Delivery<RepositoryTables>, subject: string): void {
    this.say(delivery, subject, undefined)
  }

  private say(delivery: Delivery<RepositoryTables>, subject: string, event: Proposal | undefined): void {
    this.said.set(subject, event)
    delivery.onRollback(this, () => this.said.clear())
    delivery.beforeCommit(this, () => this.flush(delivery))
  }

  private async flush({ db }: Delivery<RepositoryTables>): Promise<void> {
    const said = [...this.said]
    this.said.clear()
    const over = said.flatMap(([subject, event]) => (event === undefined ? [subject] : []))
    if (over.length > 0) await sql`delete from wanted_proposal where subject = any(${over})`.execute(db)
    const rows = said.flatMap(([, event]) => (event === undefined ? [] : [rowOf(event)]))
    if (rows.length === 0) return
    await db
      .insertInto('wanted_proposal')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('subject').doUpdateSet(({ ref }) => ({
          head: ref('excluded.head'),
          event: ref('excluded.event'),
          correlation: ref('excluded.correlation'),
          told_at: ref('excluded.told_at'),
          data: ref('excluded.data'),
          tries: 0,
          next_at: ref('excluded.next_at'),
        })),
      )
      .execute()
    await sql`
      delete from wanted_proposal where told_at < (
        select told_at from wanted_proposal order by told_at desc offset ${MOST_WANTED} limit 1)`.execute(db)
  }

  /** Places of watched repositories with a change that can be looked at now. */
  async places(): Promise<string[]> {
    const { rows } = await sql<{ location: string }>`
      select location from watched_repository w where known is not null and exists (
        select from wanted_proposal p where p.repository = w.repository and p.next_at <= now())`.execute(this.db)
    return rows.map(({ location }) => location)
  }

  /** Changes of a repository that can be looked at now, those first that wait longest. */
  due(repository: string, most: number): Promise<WantedProposalTable[]> {
    return this.db
      .selectFrom('wanted_proposal')
      .selectAll()
      .where('repository', '=', repository)
      .where('next_at', '<=', sql<Date>`now()`)
      .orderBy('next_at')
      .limit(most)
      .execute()
  }

  /** Its files are told, or there is nothing to tell. What was told of it meanwhile stays wanted. */
  async done({ subject, event }: WantedProposalTable): Promise<void> {
    await sql`delete from wanted_proposal where subject = ${subject} and event = ${event}`.execute(this.db)
  }

  /** Its commits are not there: it is looked at again later. False where that was the last look. */
  async later(row: WantedProposalTable): Promise<boolean> {
    if (row.tries + 1 >= MOST_TRIES) {
      await this.done(row)
      return false
    }
    await sql`
      update wanted_proposal set tries = tries + 1, next_at = now() + ${FIRST_WAIT}::interval * 2 ^ tries
      where subject = ${row.subject} and event = ${row.event}`.execute(this.db)
    return true
  }
}

const rowOf = ({ subject, id, correlationid, time, data }: Proposal) => ({
  subject,
  repository: data.repository,
  head: data.head,
  event: id,
  correlation: correlationid,
  told_at: new Date(time),
  // The driver writes objects as JSON.
  data,
  tries: 0,
  next_at: sql<Date>`now()`,
})
