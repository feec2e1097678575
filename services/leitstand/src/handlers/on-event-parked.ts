import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { pictureParked } from '../decisions/picture-trouble.js'
import { tellEvent } from '../decisions/tell-event.js'
import { View } from '../io/view.js'

/** Kept for the page. */
@Controller()
export class OnEventParked {
  constructor(private readonly view: View) {}

  @OnEvent('event.parked.v1')
  handle(event: MeshEvent<'event.parked.v1'>, delivery: Delivery): Draft[] {
    return this.view.take(delivery, tellEvent(event), { parked: pictureParked(event) })
  }
}
