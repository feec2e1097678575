import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { RecordStore } from '../io/record-store.js'
import type { WgxDelivery } from '../io/repository-store.js'
import { RunStore } from '../io/run-store.js'

/** Keeps the result of a guard for those who ask. */
@Controller()
export class OnGuardFinished {
  constructor(
    private readonly runs: RunStore,
    private readonly records: RecordStore,
  ) {}

  @OnEvent('guard.finished.v1')
  async handle(event: MeshEvent<'guard.finished.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    await this.runs.keepFinished(delivery, event)
    await this.records.keep(delivery, event)
    return []
  }
}
