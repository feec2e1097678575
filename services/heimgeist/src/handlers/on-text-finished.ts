import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import type { HeimgeistTables } from '../io/tables.js'
import { TextStore } from '../io/texts/text-store.js'

/** Counts what a text took. Nothing else follows from what a model wrote here. */
@Controller()
export class OnTextFinished {
  constructor(private readonly texts: TextStore) {}

  @OnEvent('text.finished.v1')
  async handle(event: MeshEvent<'text.finished.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    await this.texts.ended(delivery, event)
    return []
  }
}
