import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { tellEvent } from '../decisions/tell-event.js'
import { View } from '../io/view.js'

/** Kept for the room of the incident that it is about. */
@Controller()
export class OnTextFinished {
  constructor(private readonly view: View) {}

  @OnEvent('text.finished.v1')
  handle(event: MeshEvent<'text.finished.v1'>, delivery: Delivery): Draft[] {
    return this.view.take(delivery, tellEvent(event))
  }
}
