import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { tellEvent } from '../decisions/tell-event.js'
import { View } from '../io/view.js'

/** Shown in the stream and the timelines. */
@Controller()
export class OnMiningStarted {
  constructor(private readonly view: View) {}

  @OnEvent('mining.started.v1')
  handle(event: MeshEvent<'mining.started.v1'>, delivery: Delivery): Draft[] {
    return this.view.take(delivery, tellEvent(event))
  }
}
