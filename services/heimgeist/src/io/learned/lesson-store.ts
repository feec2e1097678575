import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import type { Selectable } from 'kysely'
import { jsonOf } from '../json-of.js'
import type { HeimgeistTables } from '../tables.js'

type HeimgeistDelivery = Delivery<HeimgeistTables>
type LessonRow = Selectable<HeimgeistTables['lesson']>
type TrunkRow = Selectable<HeimgeistTables['trunk_run']>
type GuideRow = Pick<Selectable<HeimgeistTables['guide']>, 'name' | 'kind' | 'areas' | 'enacted'>

/** Guides of one repository that are read at most. */
const MOST_GUIDES = 100

/** What is known of errors before a person is asked about one: lessons, runs without the change, runbooks, checklists. */
@Injectable()
export class LessonStore {
  /** Keeps what a pattern says of an error. */
  async learn(
    { db }: HeimgeistDelivery,
    repository: string,
    pattern: string,
    lesson: Omit<LessonRow, 'repository' | 'pattern'>,
  ): Promise<void> {
    await db
      .insertInto('lesson')
      .values({ repository, pattern, ...lesson })
      .onConflict((conflict) => conflict.columns(['repository', 'pattern']).doUpdateSet(lesson))
      .execute()
  }

  /** A pattern that holds no more. */
  async forget({ db }: HeimgeistDelivery, repository: string, pattern: string): Promise<void> {
    await db.deleteFrom('lesson').where('repository', '=', repository).where('pattern', '=', pattern).execute()
  }

  /** Keeps the latest run of a pipeline or guard without any open change. */
  async trunk(
    { db }: HeimgeistDelivery,
    run: Omit<TrunkRow, 'fingerprints'>,
    prints: readonly string[],
  ): Promise<void> {
    const row = { event: run.event, failed: run.failed, fingerprints: jsonOf(prints) }
    await db
      .insertInto('trunk_run')
      .values({ repository: run.repository, what: run.what, ...row })
      .onConflict((conflict) => conflict.columns(['repository', 'what']).doUpdateSet(row))
      .execute()
  }

  /** Keeps where a proposed runbook or checklist comes from. */
  async offer(
    { db }: HeimgeistDelivery,
    proposal: string,
    offer: { readonly pattern: string | null; readonly path: string | null },
  ): Promise<void> {
    await db
      .insertInto('rule_offer')
      .values({ proposal, ...offer })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  /** A runbook or checklist is in force, by a proposal. */
  async guide(
    { db }: HeimgeistDelivery,
    repository: string,
    rule: string,
    guide: GuideOf,
    proposal: string,
  ): Promise<void> {
    const offer = await db
      .selectFrom('rule_offer')
      .select(['pattern', 'path'])
      .where('proposal', '=', proposal)
      .executeTakeFirst()
    const row = { ...guide, areas: jsonOf(guide.areas), pattern: offer?.pattern ?? null, path: offer?.path ?? null }
    await db
      .insertInto('guide')
      .values({ repository, rule, ...row })
      .onConflict((conflict) => conflict.columns(['repository', 'rule']).doUpdateSet(row))
      .execute()
  }

  /** It is in force no more. */
  async dropGuide({ db }: HeimgeistDelivery, repository: string, rule: string): Promise<void> {
    await db.deleteFrom('guide').where('repository', '=', repository).where('rule', '=', rule).execute()
  }

  /** What is known of these errors and pipelines. */
  async about(
    { db }: HeimgeistDelivery,
    repository: string,
    prints: readonly string[],
    whats: readonly string[],
  ): Promise<{ lessons: LessonRow[]; trunk: TrunkRow[]; guides: GuideRow[] }> {
    const lessons =
      prints.length === 0
        ? []
        : await db
            .selectFrom('lesson')
            .selectAll()
            .where('repository', '=', repository)
            .where('fingerprint', 'in', prints)
            .orderBy('pattern')
            .execute()
    const trunk = await db
      .selectFrom('trunk_run')
      .selectAll()
      .where('repository', '=', repository)
      .where('what', 'in', [...whats, ''])
      .execute()
    return { lessons, trunk, guides: await this.guidesOf({ db }, repository) }
  }

  /** Runbooks and checklists in force. */
  guidesOf({ db }: Pick<HeimgeistDelivery, 'db'>, repository: string): Promise<GuideRow[]> {
    return db
      .selectFrom('guide')
      .select(['name', 'kind', 'areas', 'enacted'])
      .where('repository', '=', repository)
      .orderBy('rule')
      .limit(MOST_GUIDES)
      .execute()
  }
}

interface GuideOf {
  readonly name: string
  readonly kind: GuideRow['kind']
  readonly areas: readonly string[]
  readonly enacted: string
}
