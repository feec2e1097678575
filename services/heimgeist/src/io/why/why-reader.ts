import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import { type ExpressionBuilder, type Kysely, type SqlBool, type Expression, sql } from 'kysely'
import type { HeimgeistTables, VerdictJson, WishRow } from '../tables.js'

type Db = Kysely<HeimgeistTables>
type Where = (eb: ExpressionBuilder<HeimgeistTables, 'decision'>) => Expression<SqlBool>

/** Something that somebody asks about. */
interface Thing {
  readonly by: 'event' | 'change' | 'commit' | 'incident' | 'rule'
  readonly name: string
}

/** Where to look first, and whether nowhere else. */
export interface Scope {
  readonly repository?: string | undefined
  readonly strict?: boolean
}

const COLUMNS = [
  'id',
  'time',
  'repository',
  'change',
  'about',
  'agent',
  'act',
  'chosen',
  'level',
  'level_reason',
  'reasons',
  'policy',
] as const

/** Decisions that are read of one thing. */
const MOST = 5
/** Names of which a question may mean each, that are told. */
const MOST_NAMES = 5

/** Finds what heimgeist knows of whatever a person can ask about: its own decisions, and what it heard. */
@Injectable()
export class WhyReader {
  constructor(@Inject(DATABASE) private readonly db: Db) {}

  /** What is known of a thing; undefined where nothing is. `db`: a transaction, where one sees what it wrote itself. */
  async find({ by, name }: Thing, scope: Scope = {}, db: Db = this.db) {
    switch (by) {
      case 'change':
        return this.change(db, name)
      case 'commit':
        return this.commit(db, name, scope)
      case 'incident':
        return this.incident(db, name)
      case 'rule':
        return this.rule(db, name, scope)
      case 'event':
        return this.event(db, name)
    }
  }

  private async change(db: Db, change: string) {
    const row = await db.selectFrom('change').selectAll().where('change', '=', change).executeTakeFirst()
    const made = await this.decisions(db, (eb) => eb('change', '=', change))
    const repository = row?.repository ?? made.decisions[0]?.repository
    if (repository === undefined) return undefined
    const told = { ...made, ...verdictOf(row), advice: await this.advice(db, change) }
    return known({ name: change, kind: 'change', repository, change, ...told })
  }

  private async commit(db: Db, sha: string, { repository, strict }: Scope) {
    const { rows } = await sql<{ repository: string; sha: string }>`
      select distinct repository, sha from (
        select repository, sha from change where sha like ${`${sha}%`}
        union all
        select repository, sha from decision where sha like ${`${sha}%`} and repository is not null
      ) as one order by repository, sha limit 100`.execute(db)
    const own = rows.filter((row) => row.repository === repository)
    const found = strict === true || own.length > 0 ? own : rows
    const names = found.map((row) => `change/${row.repository}/${row.sha}`)
    if (found.length > 1) return { several: names.slice(0, MOST_NAMES) }
    const [one] = found
    if (one === undefined) return undefined
    const row = await db
      .selectFrom('change')
      .selectAll()
      .where('sha', '=', one.sha)
      .where('repository', '=', one.repository)
      .where('verdict', 'is not', null)
      .orderBy('change')
      .limit(1)
      .executeTakeFirst()
    const made = await this.decisions(db, (eb) =>
      eb.and([eb('sha', '=', one.sha), eb('repository', '=', one.repository)]),
    )
    const name = names[0]!
    return known({ name, kind: 'commit', repository: one.repository, change: name, ...made, ...verdictOf(row) })
  }

  private async incident(db: Db, incident: string) {
    const row = await db.selectFrom('incident').selectAll().where('incident', '=', incident).executeTakeFirst()
    if (!row) return undefined
    const events = [...row.events, ...(row.suspects === null ? [] : [row.suspects.event])]
    const made = await this.decisions(db, (eb) => eb.or([eb('about', 'in', events), eb('correlation', 'in', events)]))
    const { repository, suspects } = row
    return known({ name: incident, kind: 'incident', repository, ...made, ...(suspects === null ? {} : { suspects }) })
  }

  private async rule(db: Db, name: string, { repository, strict }: Scope) {
    const rows = await db
      .selectFrom('wish')
      .selectAll()
      .where((eb) => eb.or([eb('rule', '=', name), eb(sql`'rule/' || repository || '/' || rule`, '=', name)]))
      .orderBy('position', 'desc')
      .limit(100)
      .execute()
    const own = rows.filter((row) => row.repository === repository)
    const found = strict === true || own.length > 0 ? own : rows
    const names = [...new Set(found.map((row) => `rule/${row.repository}/${row.rule}`))]
    if (names.length > 1) return { several: names.slice(0, MOST_NAMES) }
    const [latest] = found
    if (latest === undefined) return undefined
    const made = await this.decisions(db, aboutWishes(found))
    return known({
      name: names[0]!,
      kind: 'rule',
      repository: latest.repository,
      ...made,
      question: questionOf(latest),
    })
  }

  private async event(db: Db, id: string) {
    const decision = await this.decisions(db, (eb) => eb('id', '=', id))
    if (decision.count > 0) {
      const act = await db.selectFrom('act').selectAll().where('decision', '=', id).limit(1).executeTakeFirst()
      const wish = await this.wish(db, 'decision', id)
      return this.byId('decision', id, decision, {
        ...(act ? { act } : {}),
        ...(wish ? { question: questionOf(wish) } : {}),
      })
    }
    const act = await db.selectFrom('act').selectAll().where('request', '=', id).executeTakeFirst()
    if (act) {
      const wish = await this.wish(db, 'action', id)
      const made = await this.decisions(db, wish ? aboutWishes([wish]) : (eb) => eb('id', '=', act.decision))
      return this.byId('act', id, made, { act, ...(wish ? { question: questionOf(wish) } : {}) }, act.repository)
    }
    const run = await db.selectFrom('guard_request').selectAll().where('id', '=', id).executeTakeFirst()
    if (run) {
      const made = await this.decisions(db, (eb) => eb('id', '=', run.decision))
      return this.byId('guard-run', id, made, {}, run.repository)
    }
    const wish = await this.wish(db, 'request', id)
    if (wish) {
      const made = await this.decisions(db, aboutWishes([wish]))
      return this.byId('question', id, made, { question: questionOf(wish) }, wish.repository)
    }
    const made = await this.decisions(db, (eb) => eb.or([eb('about', '=', id), eb('correlation', '=', id)]))
    return made.count === 0 ? undefined : this.byId('event', id, made, {})
  }

  private byId<More extends object>(
    kind: string,
    name: string,
    made: Awaited<ReturnType<WhyReader['decisions']>>,
    more: More,
    place?: string,
  ) {
    const { repository = null, change = null } = made.decisions[0] ?? {}
    return known({
      name,
      kind,
      repository: place ?? repository,
      ...(change === null ? {} : { change }),
      ...made,
      ...more,
    })
  }

  private advice(db: Db, change: string) {
    return db
      .selectFrom('advice')
      .select(['given', 'ended', 'ended_by'])
      .where('change', '=', change)
      .orderBy('position')
      .orderBy('key')
      .limit(MOST)
      .execute()
  }

  private wish(db: Db, by: 'request' | 'action' | 'decision', id: string): Promise<WishRow | undefined> {
    return db.selectFrom('wish').selectAll().where(by, '=', id).limit(1).executeTakeFirst()
  }

  /** The latest decisions that fit, without those to answer a question like this one. */
  private async decisions(db: Db, where: Where) {
    const all = db
      .selectFrom('decision')
      .where(where)
      .where((eb) =>
        eb.not(
          eb.and([
            eb('asked', '=', true),
            eb('agent', '=', 'heimgeist'),
            eb('act', '=', 'say'),
            eb('chosen', '=', 'act'),
          ]),
        ),
      )
    const { count } = await all.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
    const decisions = await all.select(COLUMNS).orderBy('position', 'desc').orderBy('id').limit(MOST).execute()
    return { decisions, count }
  }
}

/** Keeps the shape of each answer in one place for those who take it. */
const known = <Known extends object>(one: Known): { known: Known } => ({ known: one })

const verdictOf = (row: { readonly verdict: VerdictJson | null; readonly given_up: string | null } | undefined) => ({
  ...(row === undefined || row.verdict === null ? {} : { verdict: row.verdict }),
  ...(row === undefined || row.given_up === null ? {} : { givenUp: row.given_up }),
})

const aboutWishes =
  (wishes: readonly WishRow[]): Where =>
  (eb) =>
    eb.or([
      eb(
        'id',
        'in',
        wishes.map(({ decision }) => decision),
      ),
      eb(
        'about',
        'in',
        wishes.flatMap(({ about, approval }) => (approval === null ? [about] : [about, approval])),
      ),
    ])

const questionOf = ({ wish, state, request, approval, answered_by, result }: WishRow) => ({
  title: wish.title,
  state,
  request,
  approval,
  answered_by,
  result,
})
