import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { mayBeAskedFor } from '@heimgewebe/model'
import { CONFIG, type Config } from '../config.js'
import { askForProse, isFresh } from '../decisions/ask-for-prose.js'
import { anchorOf, changesIn, gatherRoom } from '../decisions/gather-room.js'
import { pictureResolution } from '../decisions/picture-trouble.js'
import { tellEvent } from '../decisions/tell-event.js'
import { RoomReader } from '../io/room-reader.js'
import { View } from '../io/view.js'

/** Kept for the page. Where a model may be asked, its room is wanted in prose, with all that is known of it by now. */
@Controller()
export class OnIncidentResolved {
  constructor(
    private readonly view: View,
    private readonly rooms: RoomReader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('incident.resolved.v1')
  async handle(event: MeshEvent<'incident.resolved.v1'>, delivery: Delivery): Promise<Draft[]> {
    this.view.take(delivery, tellEvent(event), { resolved: pictureResolution(event) })
    if (delivery.catchingUp || !isFresh(event.data.resolved_at, Date.now())) return []
    if (!(await mayBeAskedFor(this.config.modelsFile, 'post_mortem'))) return []
    await this.view.write(delivery)
    const facts = await this.rooms.within(delivery.db).find(event.subject, { changesIn, anchorOf })
    return facts ? [askForProse(gatherRoom(facts), 'leitstand')] : []
  }
}
