import { Injectable } from '@nestjs/common'
import { parseLocation } from '@heimgewebe/git'
import { LocalWorld } from './local-world.js'
import type { Outcome, Task, World } from './world.js'

/** Finds the place where an act happens. */
@Injectable()
export class Worlds {
  constructor(private readonly local: LocalWorld) {}

  /** The place of a repository. */
  of({ location }: Task['repository']): World {
    return parseLocation(location).path === undefined ? unreachable : this.local
  }
}

const refusal: Outcome = {
  verdict: 'refused',
  reason: 'acting at hosts is not there yet; only repositories of this machine are',
}

const unreachable: World = {
  perform: () => Promise.resolve(refusal),
  look: () => Promise.resolve(refusal),
}
