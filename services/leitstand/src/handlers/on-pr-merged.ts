import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { pictureMerge } from '../decisions/picture-change.js'
import { tellEvent } from '../decisions/tell-event.js'
import { View } from '../io/view.js'

/** A merge: the change is no longer open, and its commits have landed. */
@Controller()
export class OnPrMerged {
  constructor(private readonly view: View) {}

  @OnEvent('pr.merged.v1')
  handle(event: MeshEvent<'pr.merged.v1'>, delivery: Delivery): Draft[] {
    return this.view.take(delivery, tellEvent(event), { changes: pictureMerge(event) })
  }
}
