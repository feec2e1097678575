import { type Draft, type MeshEvent, draft, textHash } from '@heimgewebe/contracts'
import type { Alike } from './find-alike.js'
import type { Problem } from './read-problem.js'

/** A cluster as it is kept: it only grows. */
export interface KnownCluster {
  readonly cluster: string
  /** Place in the log of the event that founded it. */
  readonly founded: number
  /** In the order in which they joined. */
  readonly members: readonly Pick<Problem, 'subject' | 'event'>[]
  /** How many members it had when it was last told; 0 before. */
  readonly told: number
}

/** What becomes of a cluster, and the event that says so where there is something to say. */
export interface Followed {
  readonly cluster: KnownCluster
  readonly draft: Draft<'cluster.found.v1'> | undefined
}

/** Members of a cluster, the latest; one that has so many is not told again. */
const MOST_MEMBERS = 200
const MOST_EVENTS = 50
/** Words of a label. */
const LABEL = 3
/** Words that are told. */
const MOST_WORDS = 10
/** A cluster is told again when it has grown by one, and from this many members on by a tenth: some 40 times in all. */
const TENTH = 10

/**
 * Adds problems that are alike to the cluster that they belong to: the one that has most of them already, at least half of
 * those that are not new. Else they found one, whose id comes from the event that made it one. Undefined where the cluster
 * has all of them.
 */
export const followCluster = (
  event: MeshEvent,
  { subject, repository, kind }: Problem,
  alike: Alike,
  clusters: readonly KnownCluster[],
): Followed | undefined => {
  const before = clusterOf(
    alike.members.map((one) => one.subject).filter((one) => one !== subject),
    clusters,
  ) ?? { cluster: idOf(event, repository, kind), founded: event.position, members: [], told: 0 }
  const held = new Set(before.members.map((one) => one.subject))
  const joining = alike.members.filter((one) => !held.has(one.subject)).slice(0, MOST_MEMBERS)
  if (joining.length === 0) return undefined
  const members = [...before.members, ...joining].slice(-MOST_MEMBERS)
  if (members.length < before.told + Math.max(1, Math.floor(before.told / TENTH)))
    return { cluster: { ...before, members }, draft: undefined }
  const there = new Set(members.map((one) => one.subject))
  const near = alike.members.filter((one) => there.has(one.subject))
  const told = [...near, ...members.filter((one) => near.every((other) => other.subject !== one.subject))]
  return {
    cluster: { ...before, members, told: members.length },
    draft: draft('cluster.found.v1', {
      subject: `cluster/${repository}/${before.cluster}`,
      data: {
        ...{ repository, cluster: before.cluster, kind },
        label: alike.words.slice(0, LABEL).join(' '),
        members: told.map((one) => one.subject),
        words: alike.words.slice(0, MOST_WORDS),
        cohesion: alike.cohesion,
        events: [...new Set(told.map((one) => one.event))].slice(0, MOST_EVENTS),
      },
    }),
  }
}

const clusterOf = (subjects: readonly string[], clusters: readonly KnownCluster[]): KnownCluster | undefined => {
  const sharing = clusters.map((cluster) => {
    const held = new Set(cluster.members.map(({ subject }) => subject))
    return { cluster, shared: subjects.filter((subject) => held.has(subject)).length }
  })
  return sharing
    .filter(({ shared }) => shared > 0 && shared * 2 >= subjects.length)
    .sort((one, other) => other.shared - one.shared || one.cluster.founded - other.cluster.founded)[0]?.cluster
}

const idOf = ({ id }: MeshEvent, repository: string, kind: string): string =>
  `c-${textHash(`${repository}\n${kind}\n${id}`).slice(0, 12)}`
