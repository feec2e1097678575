import { Inject, Injectable } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import { sql } from 'kysely'
import { SETTINGS, type Settings } from './settings.js'
import type { Tables } from './tables.js'

/** A problem as it is kept; see `Problem` of the decisions. */
export interface KeptProblem {
  readonly subject: string
  readonly repository: string
  readonly kind: 'incidents' | 'failures'
  readonly event: string
  /** Unix milliseconds. */
  readonly atMs: number
  readonly words: readonly string[]
}

/** A cluster as it is kept; see `KnownCluster` of the decisions. */
export interface KeptCluster {
  readonly cluster: string
  readonly founded: number
  readonly members: readonly { readonly subject: string; readonly event: string }[]
  readonly told: number
}

/** The rules of clusters: given by a handler, since a store knows none. */
export interface ClusterRules<Alike extends { readonly members: readonly { readonly subject: string }[] }> {
  readonly find: (
    problem: KeptProblem,
    known: {
      readonly others: readonly KeptProblem[]
      readonly clockMs: number
      readonly windowMs: number
      readonly least: number
    },
  ) => Alike | undefined
  readonly follow: (
    event: MeshEvent,
    problem: KeptProblem,
    alike: Alike,
    clusters: readonly KeptCluster[],
  ) => { readonly cluster: KeptCluster; readonly draft: Draft | undefined } | undefined
}

/** Clusters that one group may touch, the oldest. */
const MOST_CLUSTERS = 50

/**
 * The problems of each repository and what they are clusters of. In Postgres, with the place in the log, and not in the
 * search: that may be ahead after a kill, and its vectors are behind, so that what is told would depend on the moment.
 */
@Injectable()
export class ClusterStore {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** Keeps when a repository was registered; the latest counts. */
  async tick(repository: string, atMs: number, { db }: Delivery<Tables>): Promise<void> {
    await sql`
      insert into repository_clock (repository, at_ms) values (${repository}, ${atMs})
      on conflict (repository) do update set at_ms = greatest(repository_clock.at_ms, excluded.at_ms)`.execute(db)
  }

  /** Keeps a problem, the latest telling of each subject, and gives what follows for its cluster. */
  async hear<Alike extends { readonly members: readonly { readonly subject: string }[] }>(
    event: MeshEvent,
    problem: KeptProblem,
    rules: ClusterRules<Alike>,
    delivery: Delivery<Tables>,
  ): Promise<Draft[]> {
    const { least, windowMs } = this.settings.cluster
    const { others, clockMs } = await this.near(problem, delivery)
    await this.keep(event, problem, delivery)
    if (others.length + 1 < least) return []
    const alike = rules.find(problem, { others, clockMs, windowMs, least })
    if (!alike) return []
    const clusters = await this.clustersOf(problem, alike, delivery)
    const followed = rules.follow(event, problem, alike, clusters)
    if (!followed) return []
    await this.keepCluster(problem, followed.cluster, delivery)
    return followed.draft ? [followed.draft] : []
  }

  private async near(
    { repository, kind, subject }: KeptProblem,
    { db }: Delivery<Tables>,
  ): Promise<{ others: KeptProblem[]; clockMs: number }> {
    const rows = await db
      .selectFrom('problem')
      .select(['subject', 'event', 'at_ms', 'words'])
      .where('repository', '=', repository)
      .where('kind', '=', kind)
      .where('subject', '<>', subject)
      .orderBy('position', 'desc')
      .limit(this.settings.cluster.problems)
      .execute()
    const clock = await db
      .selectFrom('repository_clock')
      .select('at_ms')
      .where('repository', '=', repository)
      .executeTakeFirst()
    return {
      others: rows.map(({ at_ms: atMs, words, ...row }) => ({
        ...{ ...row, repository, kind, atMs: Number(atMs) },
        words: words.split(' '),
      })),
      clockMs: Number(clock?.at_ms ?? 0),
    }
  }

  private async keep(
    { position }: MeshEvent,
    { subject, repository, kind, event, atMs, words }: KeptProblem,
    { db }: Delivery<Tables>,
  ): Promise<void> {
    const row = { position, event, at_ms: atMs, words: words.join(' ') }
    await db
      .insertInto('problem')
      .values({ repository, kind, subject, ...row })
      .onConflict((conflict) => conflict.columns(['repository', 'kind', 'subject']).doUpdateSet(row))
      .execute()
  }

  private async clustersOf(
    { repository, kind }: KeptProblem,
    alike: { readonly members: readonly { readonly subject: string }[] },
    { db }: Delivery<Tables>,
  ): Promise<KeptCluster[]> {
    const subjects = alike.members.map(({ subject }) => subject)
    const { rows } = await sql<KeptCluster>`
      select cluster, founded, members, told from problem_cluster
      where repository = ${repository} and kind = ${kind} and subjects && ${subjects}::text[]
      order by founded limit ${MOST_CLUSTERS}`.execute(db)
    return rows.map((row) => ({ ...row, founded: Number(row.founded) }))
  }

  private async keepCluster(
    { repository, kind }: KeptProblem,
    { cluster, founded, members, told }: KeptCluster,
    { db }: Delivery<Tables>,
  ): Promise<void> {
    const row = { told, members: JSON.stringify(members), subjects: members.map(({ subject }) => subject) }
    await db
      .insertInto('problem_cluster')
      .values({ cluster, repository, kind, founded, ...row })
      .onConflict((conflict) => conflict.column('cluster').doUpdateSet(row))
      .execute()
  }
}
