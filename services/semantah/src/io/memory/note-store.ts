import { Inject, Injectable } from '@nestjs/common'
import { ARCHIVE_LIMITS, archiveNotes } from '@heimgewebe/context'
import type { EventData, MeshEvent } from '@heimgewebe/contracts'
import { DATABASE, type Delivery } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import { SETTINGS, type Settings } from '../settings.js'
import type { Tables } from '../tables.js'

/** A note as it is kept. */
export interface Note {
  /** Event that wrote it. */
  readonly id: string
  readonly type: EventData['note.written.v1']['type']
  readonly title: string
  readonly body: string
  readonly tags: readonly string[]
  /** 0 to 1. */
  readonly importance: number
  /** When it was written, RFC 3339. */
  readonly at: string
}

/** What goes into an archive. */
export interface Overflow {
  /** Ids, oldest first. */
  readonly notes: readonly string[]
  readonly bytes: number
}

/** A summary of what was said in a step. */
export interface Summary {
  readonly step: string
  readonly role: string
  readonly summary: string
}

/** Notes that are handed out at a time, at most. */
const MOST = 2_000

/** The notes of jobs, and what was said in them. */
@Injectable()
export class NoteStore {
  constructor(
    @Inject(DATABASE) private readonly db: Kysely<Tables>,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Keeps a note; gives what has to be archived because of it. */
  async keep(
    { data, id, position, time }: MeshEvent<'note.written.v1'>,
    { db }: Delivery<Tables>,
  ): Promise<Overflow | undefined> {
    const { body = '', importance = 0.5, job, tags = [], title, type } = data
    const bytes = Buffer.byteLength(title) + Buffer.byteLength(body)
    await db
      .insertInto('note')
      .values({
        id,
        job,
        type,
        title,
        body,
        tags: JSON.stringify(tags),
        importance,
        at: time,
        bytes,
        archived: false,
        position,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
    return this.archive(job, db)
  }

  /** Keeps a summary. */
  async keepSummary(
    { data, id, position }: MeshEvent<'message.summarised.v1'>,
    { db }: Delivery<Tables>,
  ): Promise<void> {
    const { job, role, step, summary } = data
    await db
      .insertInto('summary')
      .values({ id, job, step, role, summary, position })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
  }

  /** The active notes of a job, newest first. */
  async active(job: string, limit = MOST): Promise<Note[]> {
    const rows = await this.db
      .selectFrom('note')
      .selectAll()
      .where('job', '=', job)
      .where('archived', '=', false)
      .orderBy('position', 'desc')
      .limit(limit)
      .execute()
    return rows.map(noteOf)
  }

  /** Notes by id, in the order of the log. */
  async named(ids: readonly string[]): Promise<Note[]> {
    if (ids.length === 0) return []
    const rows = await this.db
      .selectFrom('note')
      .selectAll()
      .where('id', 'in', [...ids])
      .orderBy('position')
      .execute()
    return rows.map(noteOf)
  }

  /** The latest summaries of a job, newest first. */
  async summaries(job: string, limit: number): Promise<Summary[]> {
    return this.db
      .selectFrom('summary')
      .select(['step', 'role', 'summary'])
      .where('job', '=', job)
      .orderBy('position', 'desc')
      .limit(limit)
      .execute()
  }

  private async archive(job: string, db: Delivery<Tables>['db']): Promise<Overflow | undefined> {
    const limits = { ...ARCHIVE_LIMITS, items: this.settings.context.notes, bytes: this.settings.context.noteBytes }
    const held = await sql<{ count: number; bytes: number }>`
      select count(*) as count, coalesce(sum(bytes), 0)::bigint as bytes from note where job = ${job} and not archived`.execute(
      db,
    )
    const { bytes, count } = held.rows[0]!
    if (count <= limits.items * limits.share && bytes <= limits.bytes * limits.share) return undefined
    const active = await db
      .selectFrom('note')
      .select(['id', 'bytes'])
      .where('job', '=', job)
      .where('archived', '=', false)
      .orderBy('position')
      .execute()
    const notes = archiveNotes(active, limits)
    if (notes.length === 0) return undefined
    const ids = notes.map(({ id }) => id)
    await db.updateTable('note').set({ archived: true }).where('id', 'in', ids).execute()
    return { notes: ids, bytes: notes.reduce((sum, note) => sum + note.bytes, 0) }
  }
}

type Row = Omit<Note, 'type' | 'tags'> & { readonly type: string; readonly tags: unknown }

const noteOf = ({ at, body, id, importance, tags, title, type }: Row): Note => ({
  id,
  type: type as Note['type'],
  title,
  body,
  tags: tags as string[],
  importance: Number(importance),
  at,
})
