import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { NoteStore } from '../io/memory/note-store.js'
import type { Tables } from '../io/tables.js'

/** What was said in a step, for the contexts of later ones. */
@Controller()
export class OnMessageSummarised {
  constructor(private readonly notes: NoteStore) {}

  @OnEvent('message.summarised.v1')
  async handle(event: MeshEvent<'message.summarised.v1'>, delivery: Delivery<Tables>): Promise<Draft[]> {
    await this.notes.keepSummary(event, delivery)
    return []
  }
}
