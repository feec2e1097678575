import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { tellEvent } from '../decisions/tell-event.js'
import { View } from '../io/view.js'

/** Shown in the stream and the timelines. */
@Controller()
export class OnAdviceGiven {
  constructor(private readonly view: View) {}

  @OnEvent('advice.given.v1')
  handle(event: MeshEvent<'advice.given.v1'>, delivery: Delivery): Draft[] {
    return this.view.take(delivery, tellEvent(event))
  }
}
