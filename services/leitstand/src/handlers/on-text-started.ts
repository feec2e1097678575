import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { tellEvent } from '../decisions/tell-event.js'
import { View } from '../io/view.js'

/** Shown in the stream. */
@Controller()
export class OnTextStarted {
  constructor(private readonly view: View) {}

  @OnEvent('text.started.v1')
  handle(event: MeshEvent<'text.started.v1'>, delivery: Delivery): Draft[] {
    return this.view.take(delivery, tellEvent(event))
  }
}
