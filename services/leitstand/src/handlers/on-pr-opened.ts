import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { pictureProposal } from '../decisions/picture-change.js'
import { tellEvent } from '../decisions/tell-event.js'
import { View } from '../io/view.js'

/** Kept for the page. */
@Controller()
export class OnPrOpened {
  constructor(private readonly view: View) {}

  @OnEvent('pr.opened.v1')
  handle(event: MeshEvent<'pr.opened.v1'>, delivery: Delivery): Draft[] {
    return this.view.take(delivery, tellEvent(event), { changes: [pictureProposal(event)] })
  }
}
