import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { beginAction } from '../decisions/begin-action.js'
import { ActionStore } from '../io/action-store.js'
import { type HauskiDelivery, RepositoryStore } from '../io/repository-store.js'

/** Turns a request into the intent to act, or into the reason why nothing is done. */
@Controller()
export class OnActionRequested {
  constructor(
    private readonly repositories: RepositoryStore,
    private readonly actions: ActionStore,
    @Inject(CONFIG) private readonly bounds: Config,
  ) {}

  @OnEvent('action.requested.v1')
  async handle(event: MeshEvent<'action.requested.v1'>, delivery: HauskiDelivery): Promise<Draft[]> {
    const { approval: answer, repository } = event.data
    const place = await this.repositories.find(repository, delivery.db)
    const approval = await this.actions.approvalOf(delivery, answer)
    const stopped = await this.actions.isStopped(delivery)
    await this.actions.keepRequested(delivery, event)
    return beginAction(event, {
      stopped,
      bounds: this.bounds,
      ...(place ? { location: place.location } : {}),
      ...(approval ? { approval } : {}),
    })
  }
}
