import { Injectable } from '@nestjs/common'
import type { AnyDraft } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import { sql } from 'kysely'
import { jsonOf } from '../json-of.js'
import type { EpicRow, LinkRow, WarnedJson } from './epic-tables.js'
import type { HeimgeistTables } from '../tables.js'

type HeimgeistDelivery = Delivery<HeimgeistTables>

/** An event about an epic: drafted here, or heard from outside. */
export type EpicTold = Pick<AnyDraft, 'type' | 'data'> & { readonly id: string; readonly atMs: number }

/** Epics that one change may make work for. */
const MOST_EPICS = 50

/** Epics, what belongs to them, what texts name, and which warnings were given. */
@Injectable()
export class EpicStore {
  /** Everything whose events concern an open epic; read when it is needed. Most events concern none, and cost nothing. */
  private watched: ReadonlySet<string> | undefined

  /** Whether an open epic has to hear of what happens to a thing. */
  async watches(delivery: HeimgeistDelivery, subject: string): Promise<boolean> {
    if (this.watched === undefined) {
      this.forget(delivery)
      const { rows } = await sql<{ subject: string }>`
        with linked as (
          select l.subject from epic_link l join epic e on e.epic = l.epic and e.closed is null where not l.gone
        )
        select subject from linked
        union select unnest(f.related) from epic_facts f join linked on linked.subject = f.subject`.execute(delivery.db)
      this.watched = new Set(rows.map((row) => row.subject))
    }
    return this.watched.has(subject)
  }

  /** What is watched is read anew: links changed, or what a linked thing is related to. */
  forget(delivery: HeimgeistDelivery): void {
    this.watched = undefined
    delivery.onRollback(this, () => (this.watched = undefined))
  }

  /** Does what an event about an epic says. */
  async apply(delivery: HeimgeistDelivery, told: EpicTold): Promise<void> {
    this.forget(delivery)
    const { db } = delivery
    const { type, data, id, atMs } = told as EpicTold & AnyDraft
    if (type === 'epic.opened.v1') {
      const row = { title: data.title, opened: id, opened_ms: atMs, closed: null, assessed: null }
      const known = {
        ...(data.repository === undefined ? {} : { repository: data.repository }),
        ...(data.issue === undefined ? {} : { issue: data.issue }),
        ...(data.by === undefined ? {} : { by: data.by }),
      }
      await db
        .insertInto('epic')
        .values({ epic: data.epic, clock_ms: 0, ...row, ...known })
        .onConflict((conflict) => conflict.column('epic').doUpdateSet({ ...row, ...known }))
        .execute()
    }
    if (type === 'epic.closed.v1') {
      const closed = jsonOf({ event: id, atMs, ...(data.by === undefined ? {} : { by: data.by }) })
      await db.updateTable('epic').set({ closed }).where('epic', '=', data.epic).execute()
    }
    if (type === 'epic.linked.v1' || type === 'epic.attached.v1') {
      const { epic, by = null, reason = null, how = 'hand', events = [] } = data
      const subject = type === 'epic.linked.v1' ? data.change : data.subject
      const row = { by, reason, how, event: id, events: jsonOf(events), gone: false }
      await db
        .insertInto('epic_link')
        .values({ epic, subject, ...row })
        .onConflict((conflict) =>
          conflict.columns(['epic', 'subject']).doUpdateSet(row).where('epic_link.gone', '=', true),
        )
        .execute()
    }
    if (type === 'epic.unlinked.v1')
      await db
        .updateTable('epic_link')
        .set({ gone: true, event: id })
        .where('epic', '=', data.epic)
        .where('subject', '=', data.subject)
        .execute()
  }

  /** Epics by their names, and those that an issue of these describes. */
  async find({ db }: HeimgeistDelivery, names: readonly string[], issues: readonly string[] = []): Promise<EpicRow[]> {
    if (names.length + issues.length === 0) return []
    return db
      .selectFrom('epic')
      .selectAll()
      .where((where) => where.or([where('epic', 'in', [...names, '']), where('issue', 'in', [...issues, ''])]))
      .orderBy('epic')
      .execute()
  }

  /** The epic that an alarm was set for, by the event that opened it. */
  async openedBy({ db }: HeimgeistDelivery, event: string): Promise<EpicRow | undefined> {
    return db.selectFrom('epic').selectAll().where('opened', '=', event).executeTakeFirst()
  }

  /** Everything that was ever linked to these epics. */
  async links({ db }: HeimgeistDelivery, epics: readonly string[]): Promise<LinkRow[]> {
    if (epics.length === 0) return []
    return db
      .selectFrom('epic_link')
      .selectAll()
      .where('epic', 'in', epics)
      .orderBy('epic')
      .orderBy('subject')
      .execute()
  }

  /**
   * Names of the open epics that something concerns: it belongs to them, it is the branch or the commit of a request that
   * does, or such a request says that it waits for it.
   */
  async concerned({ db }: HeimgeistDelivery, subject: string): Promise<string[]> {
    const { rows } = await sql<{ epic: string }>`
      select distinct l.epic from epic_link l join epic e on e.epic = l.epic and e.closed is null
      where not l.gone and l.subject in (
        select ${subject} union select subject from epic_facts where related @> array[${subject}]::text[]
      )
      order by l.epic limit ${MOST_EPICS}`.execute(db)
    return rows.map(({ epic }) => epic)
  }

  /** All epics that something belongs to, closed ones too. */
  async holders({ db }: HeimgeistDelivery, subject: string): Promise<string[]> {
    const rows = await db
      .selectFrom('epic_link')
      .select('epic')
      .where('subject', '=', subject)
      .where('gone', '=', false)
      .orderBy('epic')
      .limit(MOST_EPICS)
      .execute()
    return rows.map(({ epic }) => epic)
  }

  /** Keeps what a text names. */
  async mention({ db }: HeimgeistDelivery, subject: string, names: readonly string[], event: string): Promise<void> {
    if (names.length === 0) return
    await db
      .insertInto('epic_mention')
      .values(names.map((name) => ({ subject, name, event })))
      .onConflict((conflict) => conflict.columns(['name', 'subject']).doNothing())
      .execute()
  }

  /** The texts that name one of these, the first `most` of them. */
  async mentions({ db }: HeimgeistDelivery, names: readonly string[], most: number) {
    return db
      .selectFrom('epic_mention')
      .selectAll()
      .where('name', 'in', names)
      .orderBy('event')
      .orderBy('subject')
      .limit(most)
      .execute()
  }

  /** Keeps a warning. */
  async warned({ db }: HeimgeistDelivery, warned: WarnedJson): Promise<void> {
    await db
      .insertInto('epic_warning')
      .values({ change: warned.change, event: warned.event, warned: jsonOf(warned) })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  /** Keeps what was said of an epic. */
  async assessed({ db }: HeimgeistDelivery, epic: string, assessed: object): Promise<void> {
    await db
      .updateTable('epic')
      .set({ assessed: jsonOf(assessed) })
      .where('epic', '=', epic)
      .execute()
  }

  /** Moves the clock of an epic; never back. */
  async tick({ db }: HeimgeistDelivery, epic: string, clockMs: number): Promise<void> {
    await db
      .updateTable('epic')
      .set({ clock_ms: clockMs })
      .where('epic', '=', epic)
      .where('clock_ms', '<', clockMs)
      .execute()
  }
}
