import { type RawBuilder, sql } from 'kysely'

/** Days without a commit, before the newest change of its repository, after which a branch that nobody proposed rests. */
const RESTS_AFTER = sql`interval '90 days'`

/**
 * Whether the change `c` is such a branch. Most old branches were left behind, and are as little a risk of today as a note
 * on a desk; counted from the newest change, so that a repository that rests as a whole keeps its own.
 */
export const atRest: RawBuilder<boolean> = sql`(c.kind = 'branch' and c.changed_at < (
  select max(n.changed_at) from changes n where n.repository = c.repository and n.percentile is not null) - ${RESTS_AFTER})`
