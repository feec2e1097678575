import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { tellEvent } from '../decisions/tell-event.js'
import { View } from '../io/view.js'

/** Which changes may be behind an incident: part of its story. */
@Controller()
export class OnSuspectsRanked {
  constructor(private readonly view: View) {}

  @OnEvent('suspects.ranked.v1')
  handle(event: MeshEvent<'suspects.ranked.v1'>, delivery: Delivery): Draft[] {
    return this.view.take(delivery, tellEvent(event))
  }
}
