import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Rows of the log are written once. The role that writes it owns it, since it has to make and retire partitions, so grants
 * alone would not hold it; a trigger does, and one for rows is inherited by every partition, those to come included.
 * An append fires none of them.
 */
export const writeOnceMigrations: Record<string, Migration> = {
  '0020-write-once': {
    up: async (db) => {
      await sql`
        create function refuse_rewrite() returns trigger language plpgsql as $$
        begin
          raise exception 'the log is written once: % is refused', lower(tg_op) using errcode = 'insufficient_privilege';
        end $$`.execute(db)
      await sql`
        create trigger log_written_once before update or delete on log
        for each row execute function refuse_rewrite()`.execute(db)
      await sql`
        create trigger log_kept before truncate on log
        for each statement execute function refuse_rewrite()`.execute(db)
    },
  },
}
