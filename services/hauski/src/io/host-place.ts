import { Inject, Injectable } from '@nestjs/common'
import { configuredHosts, HostError, type HostAct, type HostSettings, nameAtHost, originOf } from '@heimgewebe/hosts'
import { withoutCredentials } from '@heimgewebe/git'
import { CONFIG, type Config } from '../config.js'
import type { Order, Task } from './world.js'

/** A repository at its host. */
export interface HostPlace {
  /** With the token that writes. */
  readonly host: HostSettings
  /** What the host calls the repository. */
  readonly name: string
  /** Where it is cloned from. */
  readonly origin: string
}

/** What each order has to be allowed. */
const NEEDS: Readonly<Record<Exclude<Order['kind'], 'close'>, HostAct>> = {
  commit: 'branch',
  revert: 'branch',
  status: 'status',
  comment: 'comment',
  issue: 'issue',
  propose: 'change',
}

/** Finds the host of a repository in the hosts file, which is read anew each time: a right that is taken back is gone. */
@Injectable()
export class HostPlaces {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** The place of an act. Throws `HostError` `refused` where there is none, or where the owner does not allow the act. */
  async of({ name, repository, order }: Task): Promise<HostPlace> {
    const need = order.kind === 'close' ? order.what : NEEDS[order.kind]
    const origin = await originOf(repository.location)
    if (origin === undefined)
      throw new HostError(
        'refused',
        `${name} has no host, so there is nobody to show its ${need} to; the page shows it`,
      )
    for (const host of await configuredHosts(this.config.hostsFile)) {
      const known = nameAtHost(host.url, origin)
      if (known === undefined) continue
      if (!host.acts?.includes(need))
        throw new HostError('refused', `${host.name} is configured without "${need}" in its acts`)
      const token = host.acts_token_file ?? host.token_file
      if (token === undefined) throw new HostError('refused', `${host.name} is configured without a token`)
      return { host: { ...host, token_file: token }, name: known, origin }
    }
    throw new HostError('refused', `no configured host has ${withoutCredentials(origin)}`)
  }
}
