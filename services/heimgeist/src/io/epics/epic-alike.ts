import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import type { HeimgeistTables } from '../tables.js'

/** A cluster of like problems as it was told. */
export interface AlikeTold {
  readonly cluster: string
  readonly repository: string
  readonly label: string
  readonly members: readonly string[]
  readonly events: readonly string[]
  /** Event that told it. */
  readonly event: string
}

/** Clusters that are read for one epic, the latest, and changes with troubles that one cluster is looked up for. */
const MOST_CLUSTERS = 100
const MOST_CHANGES = 200

/** The clusters of like problems that semantah told, each as it was told last. */
@Injectable()
export class EpicAlike {
  /** Keeps one. */
  async keep({ db }: Delivery<HeimgeistTables>, { cluster, members, events, ...told }: AlikeTold): Promise<void> {
    const row = { ...told, members: [...members], events: [...events] }
    await db
      .insertInto('epic_alike')
      .values({ cluster, ...row })
      .onConflict((conflict) => conflict.column('cluster').doUpdateSet(row))
      .execute()
  }

  /** Changes that had one of these problems. */
  async changesOf({ db }: Delivery<HeimgeistTables>, { events, members }: AlikeTold): Promise<string[]> {
    const { rows } = await sql<{ change: string }>`
      select change from epic_trouble where event = any(${events}::uuid[])
      union select change from epic_trouble where trouble->>'what' = any(${members}::text[])
      order by change limit ${MOST_CHANGES}`.execute(db)
    return rows.map(({ change }) => change)
  }

  /** The clusters that troubles of these changes are among. */
  async among(db: Kysely<HeimgeistTables>, changes: readonly string[]) {
    const { rows } = await sql<Omit<AlikeTold, 'repository'>>`
      with had as (select event, trouble->>'what' as what from epic_trouble where change = any(${changes}::text[]))
      select cluster, label, members, events::text[] as events, event from epic_alike
      where events && array(select event from had) or members && array(select what from had where what is not null)
      order by event desc limit ${MOST_CLUSTERS}`.execute(db)
    return rows
  }
}
