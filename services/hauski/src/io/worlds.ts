import { Injectable } from '@nestjs/common'
import { GitError, parseLocation } from '@heimgewebe/git'
import { HostWorld } from './host-world.js'
import { LocalWorld } from './local-world.js'
import type { Task, World } from './world.js'

/** Finds the place where an act happens. */
@Injectable()
export class Worlds {
  constructor(
    private readonly local: LocalWorld,
    private readonly hosted: HostWorld,
  ) {}

  /** The place of an act: files are written by git, everything else is a host's. Throws `GitError` where there is none. */
  of({ name, order, repository }: Task): World {
    if (order.kind !== 'commit' && order.kind !== 'revert') return this.hosted
    if (parseLocation(repository.location).path !== undefined) return this.local
    throw new GitError('refused', `${name} is not a folder of this machine, and nothing is pushed to hosts yet`)
  }
}
