import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { chooseGuards } from '../decisions/choose-guards.js'
import { RepositoryStore, type WgxDelivery } from '../io/repository-store.js'

/** Turns a request into intents, one a guard, or into the reason why there is none. */
@Controller()
export class OnGuardRequested {
  constructor(private readonly repositories: RepositoryStore) {}

  @OnEvent('guard.requested.v1')
  async handle(event: MeshEvent<'guard.requested.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    const configuration = await this.repositories.latestConfiguration(delivery, event.data.repository)
    const head = await this.repositories.headOf(delivery, event.data.change)
    return chooseGuards(event, { configuration, head })
  }
}
