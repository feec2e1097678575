import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { pictureRisk } from '../decisions/picture-change.js'
import { tellEvent } from '../decisions/tell-event.js'
import { View } from '../io/view.js'

/** A judgement: the latest one replaces the one before. */
@Controller()
export class OnRiskAssessed {
  constructor(private readonly view: View) {}

  @OnEvent('risk.assessed.v1')
  handle(event: MeshEvent<'risk.assessed.v1'>, delivery: Delivery): Draft[] {
    return this.view.take(delivery, tellEvent(event), { changes: [pictureRisk(event)] })
  }
}
