import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { ActionStore } from '../io/action-store.js'
import type { HauskiDelivery } from '../io/repository-store.js'

/** While the kill switch is thrown every request is refused; the mesh ends what is under way. */
@Controller()
export class OnSwitchThrown {
  constructor(private readonly actions: ActionStore) {}

  @OnEvent('switch.thrown.v1')
  async handle({ source, data }: MeshEvent<'switch.thrown.v1'>, delivery: HauskiDelivery): Promise<Draft[]> {
    if (mayOrder(source)) await this.actions.keepSwitch(delivery, data.state === 'stopped')
    return []
  }
}
