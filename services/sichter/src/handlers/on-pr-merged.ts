import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { RiskStore } from '../io/risk-store.js'
import type { SichterTables } from '../io/tables.js'

/** A proposed change was merged: it is no longer open. */
@Controller()
export class OnPrMerged {
  constructor(private readonly risks: RiskStore) {}

  @OnEvent('pr.merged.v1')
  handle(event: MeshEvent<'pr.merged.v1'>, delivery: Delivery<SichterTables>): Draft[] {
    this.risks.close(delivery, event.subject)
    return []
  }
}
