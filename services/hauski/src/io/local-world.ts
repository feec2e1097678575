import { Inject, Injectable } from '@nestjs/common'
import {
  GitError,
  commitFiles,
  deliverBranch,
  findSourceFolder,
  findTrailer,
  parseLocation,
  readBranch,
  revertCommit,
} from '@heimgewebe/git'
import { CONFIG, type Config } from '../config.js'
import { type Bench, Workshop } from './workshop.js'
import { INTENT, type Order, type Outcome, type Task, type World } from './world.js'

type Written = Extract<Order, { kind: 'commit' | 'revert' }>

/** Acts on a repository of this machine: commits on branches of the mesh. What is shown to people is its host's. */
@Injectable()
export class LocalWorld implements World {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly workshop: Workshop,
  ) {}

  async perform(task: Task, signal: AbortSignal): Promise<Outcome> {
    const { order } = task
    if (order.kind !== 'commit' && order.kind !== 'revert')
      return { verdict: 'refused', reason: `git writes no ${order.kind}` }
    const bench = await this.workshop.open(task.name, task.repository, signal)
    return (await this.found(task, order, bench)) ?? this.write(task, order, bench, signal)
  }

  async look(task: Task): Promise<Outcome | undefined> {
    const { order } = task
    if (order.kind !== 'commit' && order.kind !== 'revert') return undefined
    const bench = await this.workshop.open(task.name, task.repository)
    const found = await this.found(task, order, bench)
    // Moving the branch is the last step, and it happens or does not.
    return found ?? { verdict: 'failed', reason: 'it was cut off before anything could be seen; nothing was written' }
  }

  private async found({ id }: Task, order: Written, { mirror, branches }: Bench): Promise<Outcome | undefined> {
    const head = branches.get(order.branch)
    const commit = head === undefined ? undefined : await findTrailer(mirror, head, INTENT, id)
    return commit === undefined ? undefined : done(commit, order.branch)
  }

  private async write(task: Task, order: Written, bench: Bench, signal: AbortSignal): Promise<Outcome> {
    const { mirror, branches } = bench
    const source = await findSourceFolder(pathOf(task))
    const expected = await readBranch(source, order.branch)
    const parent = expected ?? this.baseOf(task, order, branches)
    const wanted = {
      parent,
      message: task.message,
      signature: { ...this.config.author, seconds: Math.trunc(Date.parse(task.time) / 1000) },
      signal,
    }
    const commit =
      order.kind === 'commit'
        ? await commitFiles(mirror, { ...wanted, files: order.files })
        : await revertCommit(mirror, order.sha, wanted)
    if (commit === undefined) return { verdict: 'nothing_to_do', reason: 'the files are like that already' }
    signal.throwIfAborted()
    await deliverBranch(mirror, source, { branch: order.branch, sha: commit, expected, has: [parent], signal })
    return done(commit, order.branch)
  }

  private baseOf({ repository }: Task, order: Written, branches: Bench['branches']): string {
    const base = order.base ?? repository.defaultBranch
    const sha = branches.get(base)
    if (sha === undefined) throw new GitError('refused', `there is no branch ${JSON.stringify(base)} to build on`)
    return sha
  }
}

const pathOf = ({ name, repository }: Task): string => {
  const { path } = parseLocation(repository.location)
  if (path === undefined) throw new GitError('refused', `${name} is not a folder of this machine`)
  return path
}

const done = (commit: string, branch: string): Outcome => ({
  verdict: 'done',
  result: { commit, branch },
  undo: { act: 'revert_change', arguments: { sha: commit, branch } },
})
