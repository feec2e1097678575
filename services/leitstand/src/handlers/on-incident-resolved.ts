import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { pictureResolution } from '../decisions/picture-trouble.js'
import { tellEvent } from '../decisions/tell-event.js'
import { View } from '../io/view.js'

/** Kept for the page. */
@Controller()
export class OnIncidentResolved {
  constructor(private readonly view: View) {}

  @OnEvent('incident.resolved.v1')
  handle(event: MeshEvent<'incident.resolved.v1'>, delivery: Delivery): Draft[] {
    return this.view.take(delivery, tellEvent(event), { resolved: pictureResolution(event) })
  }
}
