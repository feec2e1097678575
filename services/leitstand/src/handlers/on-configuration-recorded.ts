import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { pictureConfiguration } from '../decisions/picture-repository.js'
import { tellEvent } from '../decisions/tell-event.js'
import { View } from '../io/view.js'

/** Kept for the page. */
@Controller()
export class OnConfigurationRecorded {
  constructor(private readonly view: View) {}

  @OnEvent('configuration.recorded.v1')
  handle(event: MeshEvent<'configuration.recorded.v1'>, delivery: Delivery): Draft[] {
    return this.view.take(delivery, tellEvent(event), { repository: pictureConfiguration(event) })
  }
}
