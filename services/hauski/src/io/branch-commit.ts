import { GitError, commitFiles, findTrailer, revertCommit } from '@heimgewebe/git'
import type { Config } from '../config.js'
import { INTENT, type GitOrder, type Outcome, type Task } from './world.js'
import type { Bench } from './workshop.js'

/** The commit of an earlier try, found by its trailer. */
export const findDone = async ({ id }: Task, { branch }: GitOrder, bench: Bench): Promise<Outcome | undefined> => {
  const head = bench.branches.get(branch)
  const commit = head === undefined ? undefined : await findTrailer(bench.mirror, head, INTENT, id)
  return commit === undefined ? undefined : committed(commit, branch)
}

/** The commit that an order builds on, where its branch is not there yet. */
export const baseOf = ({ repository }: Task, { base = repository.defaultBranch }: GitOrder, bench: Bench): string => {
  const sha = bench.branches.get(base)
  if (sha === undefined) throw new GitError('refused', `there is no branch ${JSON.stringify(base)} to build on`)
  return sha
}

/** Makes the commit of an order in a mirror, on no branch; nothing where the files are like that already. */
export const makeCommit = (
  task: Task,
  order: GitOrder,
  { author, mirror, parent, signal }: { mirror: string; parent: string; author: Config['author']; signal: AbortSignal },
): Promise<string | undefined> => {
  const signature = { ...author, seconds: Math.trunc(Date.parse(task.time) / 1000) }
  const wanted = { parent, message: task.message, signature, signal }
  return order.kind === 'commit'
    ? commitFiles(mirror, { ...wanted, files: order.files })
    : revertCommit(mirror, order.sha, wanted)
}

/** Where nothing was to be changed. */
export const ALIKE: Outcome = { verdict: 'nothing_to_do', reason: 'the files are like that already' }

/** A commit that its branch holds. */
export const committed = (commit: string, branch: string): Outcome => ({
  verdict: 'done',
  result: { commit, branch },
  undo: { act: 'revert_change', arguments: { sha: commit, branch } },
})
