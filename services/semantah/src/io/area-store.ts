import { Injectable } from '@nestjs/common'
import type { EventData } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import type { Tables } from './tables.js'

type Areas = EventData['configuration.recorded.v1']['areas']

/** Most repositories whose areas are kept in memory. */
const MAX_KEPT = 1000

/** The areas that repositories name in their configuration. */
@Injectable()
export class AreaStore {
  private readonly kept = new Map<string, Areas>()

  /** The areas of a repository; empty where it names none. */
  async areasOf(repository: string, { db }: Delivery<Tables>): Promise<Areas> {
    const kept = this.kept.get(repository)
    if (kept) return kept
    const row = await db.selectFrom('area_list').select('areas').where('repository', '=', repository).executeTakeFirst()
    const areas = (row?.areas ?? []) as Areas
    this.keep(repository, areas)
    return areas
  }

  /** Replaces the areas of a repository. */
  async replace(repository: string, areas: Areas, delivery: Delivery<Tables>): Promise<void> {
    const json = JSON.stringify(areas)
    await delivery.db
      .insertInto('area_list')
      .values({ repository, areas: json })
      .onConflict((conflict) => conflict.column('repository').doUpdateSet({ areas: json }))
      .execute()
    this.keep(repository, areas)
    delivery.onRollback(this, () => this.kept.clear())
  }

  /** Forgets what is in memory, as after the tables were emptied. */
  forget(): void {
    this.kept.clear()
  }

  private keep(repository: string, areas: Areas): void {
    if (this.kept.size >= MAX_KEPT) this.kept.clear()
    this.kept.set(repository, areas)
  }
}
