import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import type { WgxDelivery } from '../io/repository-store.js'
import { RunStore } from '../io/run-store.js'

/** Keeps an intent for those who ask what is under way. */
@Controller()
export class OnGuardStarted {
  constructor(private readonly runs: RunStore) {}

  @OnEvent('guard.started.v1')
  async handle(event: MeshEvent<'guard.started.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    await this.runs.keepStarted(delivery, event)
    return []
  }
}
