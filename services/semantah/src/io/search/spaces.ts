import type { DatabaseSync } from 'node:sqlite'
import type { Space } from './vector-store.js'

/** A space with how far it was filled. */
export interface SpaceState extends Space {
  /** The documents up to this revision have their vectors. */
  readonly revision: number
  /** Whether it answers questions. */
  readonly active: boolean
}

/** Which spaces there are, how far each is filled, and which one answers. */
export class Spaces {
  constructor(private readonly db: DatabaseSync) {}

  all(): SpaceState[] {
    const rows = this.db
      .prepare('select provider, dimension, revision, active from space order by provider, dimension')
      .all() as unknown as (Space & { revision: number; active: number })[]
    return rows.map((row) => ({ ...row, active: row.active === 1 }))
  }

  active(): SpaceState | undefined {
    return this.all().find(({ active }) => active)
  }

  /** A space, made where it is new. The first one answers at once, a later one when it is full. */
  open({ provider, dimension }: Space): SpaceState {
    this.db
      .prepare(
        `insert into space (provider, dimension, active) values (?, ?, not exists (select 1 from space where active))
         on conflict do nothing`,
      )
      .run(provider, dimension)
    return this.all().find((one) => one.provider === provider && one.dimension === dimension)!
  }

  /** Notes how far a space is filled. */
  fill({ provider, dimension }: Space, revision: number): void {
    this.db
      .prepare('update space set revision = ? where provider = ? and dimension = ?')
      .run(revision, provider, dimension)
  }

  /** Lets a space answer instead of the one before. */
  activate({ provider, dimension }: Space): void {
    this.db.prepare('update space set active = (provider = ? and dimension = ?)').run(provider, dimension)
  }

  forget({ provider, dimension }: Space): void {
    this.db.prepare('delete from space where provider = ? and dimension = ?').run(provider, dimension)
  }
}
