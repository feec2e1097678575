import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import type { HeimgeistTables } from '../io/tables.js'
import { TextStore } from '../io/texts/text-store.js'

/** What the log says was kept back is kept back, also where this service has to read it anew. */
@Controller()
export class OnTextStarted {
  constructor(private readonly texts: TextStore) {}

  @OnEvent('text.started.v1')
  async handle(event: MeshEvent<'text.started.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    await this.texts.begun(delivery, event)
    return []
  }
}
