import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import type { WgxDelivery } from './repository-store.js'
import type { Tables } from './tables.js'

/** A lint rule that is in force. */
export interface LintInForce {
  readonly rule: string
  readonly version: number
  /** Its text, as it was approved. */
  readonly content: string
}

/** Rules of one repository that are checked by; the oldest ones where there are more. */
const MOST_RULES = 500

/** The lint rules that are in force. */
@Injectable()
export class LintStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<Tables>) {}

  /** A version is in force from now on; `since`: the moment, RFC 3339. */
  async put({ db }: WgxDelivery, repository: string, rule: LintInForce & { readonly since: string }): Promise<void> {
    const { rule: name, ...row } = rule
    await db
      .insertInto('lint_rule')
      .values({ repository, rule: name, ...row })
      .onConflict((conflict) => conflict.columns(['repository', 'rule']).doUpdateSet(row))
      .execute()
  }

  /** It is no longer in force. */
  async remove({ db }: WgxDelivery, repository: string, rule: string): Promise<void> {
    await db.deleteFrom('lint_rule').where('repository', '=', repository).where('rule', '=', rule).execute()
  }

  /** When the first of the rules of a repository came into force; undefined where it has none. */
  async since({ db }: WgxDelivery, repository: string): Promise<string | undefined> {
    const query = db.selectFrom('lint_rule').select('since').where('repository', '=', repository)
    return (await query.orderBy('since').limit(1).executeTakeFirst())?.since
  }

  /** The rules of a repository; for acts, outside any transaction of an event. */
  async of(repository: string): Promise<LintInForce[]> {
    const query = this.db.selectFrom('lint_rule').select(['rule', 'version', 'content'])
    return query.where('repository', '=', repository).orderBy('since').orderBy('rule').limit(MOST_RULES).execute()
  }
}
