import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { tellEvent } from '../decisions/tell-event.js'
import { View } from '../io/view.js'

/** Kept for the page. */
@Controller()
export class OnEventReleased {
  constructor(private readonly view: View) {}

  @OnEvent('event.released.v1')
  handle(event: MeshEvent<'event.released.v1'>, delivery: Delivery): Draft[] {
    return this.view.take(delivery, tellEvent(event), {
      unparked: { event: event.data.event, consumer: event.data.consumer },
    })
  }
}
