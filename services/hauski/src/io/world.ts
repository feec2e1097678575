import type { ActionFinishedV1 } from '@heimgewebe/contracts'
import { GitError } from '@heimgewebe/git'
import type { KnownRepository } from './repository-store.js'

/** What is to be written into a repository. */
export interface WriteOrder {
  /** Branch of the mesh that is made or moved on. */
  readonly branch: string
  /** Branch to build on; the default branch when absent. */
  readonly base?: string
  readonly title: string
  readonly body: string
  /** Whether a change request for the branch is wanted, where the host has such. */
  readonly proposes: boolean
}

/** What is to be done. */
export type Order = GitOrder | HostOrder

/** What git writes. */
export type GitOrder =
  | (WriteOrder & {
      readonly kind: 'commit'
      /** Files as they are to be; without content they are removed. */
      readonly files: readonly { readonly path: string; readonly content: string | null }[]
    })
  | (WriteOrder & { readonly kind: 'revert'; readonly sha: string })

/** What is to stand at a host, or to be closed there. */
export type HostOrder =
  | {
      readonly kind: 'status'
      readonly sha: string
      readonly context: string
      readonly state: 'success' | 'failure' | 'pending' | 'error'
      readonly text: string
      readonly url?: string
    }
  /** Without a text the comment is taken away. */
  | { readonly kind: 'comment'; readonly change: string; readonly marker: string; readonly text: string }
  | { readonly kind: 'issue'; readonly title: string; readonly body: string; readonly marker: string }
  /** A change request for a branch that is there. */
  | (Omit<WriteOrder, 'proposes'> & { readonly kind: 'propose' })
  | { readonly kind: 'close'; readonly what: 'change' | 'issue'; readonly number: number }

/** What became of it. */
export type Outcome = Pick<ActionFinishedV1, 'verdict' | 'reason' | 'result' | 'undo'>

/** One act, with all that is needed to do it. */
export interface Task {
  /** Id of the request: a second try finds the first by it. */
  readonly id: string
  /** Repository identity, owner/name. */
  readonly name: string
  readonly repository: KnownRepository
  readonly order: Order
  /** Whole message of a commit, with the trailer that holds the id. */
  readonly message: string
  /** When it was requested, RFC 3339: the date of a commit, so that a second try makes the same one. */
  readonly time: string
}

/** The order of a task that git carries out. Throws `GitError` `refused` for another one. */
export const gitOrderOf = ({ order }: Task): GitOrder => {
  if (order.kind === 'commit' || order.kind === 'revert') return order
  throw new GitError('refused', `git writes no ${order.kind}`)
}

/** Name of the trailer of a commit that holds the id of the request. */
export const INTENT = 'Heimgewebe-Intent'

/** A place where acts happen: a repository of this machine, or a host. */
export interface World {
  /** Does it, after it has looked whether it was done before. Rejects where the place cannot be reached. */
  perform(task: Task, signal: AbortSignal): Promise<Outcome>
  /** What an earlier try left, where the place can tell; changes nothing. */
  look(task: Task): Promise<Outcome | undefined>
}
