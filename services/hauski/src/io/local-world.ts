import { Inject, Injectable } from '@nestjs/common'
import { GitError, deliverBranch, findSourceFolder, parseLocation, readBranch } from '@heimgewebe/git'
import { CONFIG, type Config } from '../config.js'
import { ALIKE, baseOf, committed, findDone, makeCommit } from './branch-commit.js'
import { type Bench, Workshop } from './workshop.js'
import { type GitOrder, type Outcome, type Task, type World, gitOrderOf } from './world.js'

/** Acts on a repository of this machine: commits on branches of the mesh. What is shown to people is its host's. */
@Injectable()
export class LocalWorld implements World {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly workshop: Workshop,
  ) {}

  async perform(task: Task, signal: AbortSignal): Promise<Outcome> {
    const order = gitOrderOf(task)
    const bench = await this.workshop.open(task.name, task.repository.location, { signal })
    return (await findDone(task, order, bench)) ?? this.write(task, order, bench, signal)
  }

  async look(task: Task): Promise<Outcome> {
    const order = gitOrderOf(task)
    const bench = await this.workshop.open(task.name, task.repository.location)
    const found = await findDone(task, order, bench)
    // Moving the branch is the last step, and it happens or does not.
    return found ?? { verdict: 'failed', reason: 'it was cut off before anything could be seen; nothing was written' }
  }

  private async write(task: Task, order: GitOrder, bench: Bench, signal: AbortSignal): Promise<Outcome> {
    const { mirror } = bench
    const source = await findSourceFolder(pathOf(task))
    const expected = await readBranch(source, order.branch)
    const parent = expected ?? baseOf(task, order, bench)
    const commit = await makeCommit(task, order, { mirror, parent, author: this.config.author, signal })
    if (commit === undefined) return ALIKE
    signal.throwIfAborted()
    await deliverBranch(mirror, source, { branch: order.branch, sha: commit, expected, has: [parent], signal })
    return committed(commit, order.branch)
  }
}

const pathOf = ({ name, repository }: Task): string => {
  const { path } = parseLocation(repository.location)
  if (path === undefined) throw new GitError('refused', `${name} is not a folder of this machine`)
  return path
}
