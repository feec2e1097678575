import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What a service remembers of the log, and how that comes to be. */
export interface ReadModel {
  /** Its tables, by name; the order of the names is the order of the steps. */
  readonly migrations: Record<string, Migration>
  /** Tables that can be made anew from the log. Default: all of the service's own. chronik names its few: the log is no read model. */
  readonly readModel?: readonly string[]
  /** Says why what is stored was made by a version that this one cannot go on from; it is then read anew from the log. */
  readonly staleBecause?: (db: Kysely<unknown>) => Promise<string | undefined>
}
