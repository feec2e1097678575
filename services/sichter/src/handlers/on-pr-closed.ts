import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { RiskStore } from '../io/risk-store.js'
import type { SichterTables } from '../io/tables.js'

/** A proposed change was given up: it is no longer open. */
@Controller()
export class OnPrClosed {
  constructor(private readonly risks: RiskStore) {}

  @OnEvent('pr.closed.v1')
  handle(event: MeshEvent<'pr.closed.v1'>, delivery: Delivery<SichterTables>): Draft[] {
    this.risks.close(delivery, event.subject)
    return []
  }
}
