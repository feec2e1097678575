import { Injectable } from '@nestjs/common'
import { parseLocation } from '@heimgewebe/git'
import { HostWorld } from './host-world.js'
import { LocalWorld } from './local-world.js'
import { PushWorld } from './push-world.js'
import type { Task, World } from './world.js'

/** Finds the place where an act happens. */
@Injectable()
export class Worlds {
  constructor(
    private readonly local: LocalWorld,
    private readonly hosted: HostWorld,
    private readonly pushed: PushWorld,
  ) {}

  /** The place of an act: files are written by git, into a folder of this machine or by a push; all else is a host's. */
  of({ order, repository }: Task): World {
    if (order.kind !== 'commit' && order.kind !== 'revert') return this.hosted
    return parseLocation(repository.location).path === undefined ? this.pushed : this.local
  }
}
