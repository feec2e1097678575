import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { pictureCommit } from '../decisions/picture-change.js'
import { tellEvent } from '../decisions/tell-event.js'
import { View } from '../io/view.js'

/** A commit: a row of its own, and one more for its repository. */
@Controller()
export class OnChangeRecorded {
  constructor(private readonly view: View) {}

  @OnEvent('change.recorded.v1')
  handle(event: MeshEvent<'change.recorded.v1'>, delivery: Delivery): Draft[] {
    return this.view.take(delivery, tellEvent(event), {
      changes: [pictureCommit(event)],
      repository: { repository: event.data.repository, commits: 1 },
    })
  }
}
