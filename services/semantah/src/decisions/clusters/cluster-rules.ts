import type { MeshEvent } from '@heimgewebe/contracts'
import { type Alike, findAlike } from './find-alike.js'
import { type Followed, type KnownCluster, followCluster } from './follow-cluster.js'
import type { Problem } from './read-problem.js'

/** What is known when a problem may be one of several, and from when on they count. */
export interface ClusterKnown {
  /** The latest other problems of its repository and kind. */
  readonly others: readonly Problem[]
  /** When the repository was registered, as its own history tells the time, in Unix milliseconds; 0 where it is not known. */
  readonly clockMs: number
  readonly windowMs: number
  readonly least: number
}

/** The rules by which the store of problems lets itself be led. */
export const clusterRules = {
  /** Problems like this one, no older than the window. What was before it when the repository was registered is history. */
  find: (problem: Problem, { others, clockMs, windowMs, least }: ClusterKnown): Alike | undefined => {
    const since = problem.atMs - windowMs
    if (clockMs - problem.atMs > windowMs) return undefined
    return findAlike(
      problem,
      others.filter(({ atMs }) => atMs >= since),
      least,
    )
  },
  follow: (event: MeshEvent, problem: Problem, alike: Alike, clusters: readonly KnownCluster[]): Followed | undefined =>
    followCluster(event, problem, alike, clusters),
}
