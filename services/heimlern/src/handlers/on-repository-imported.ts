import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { miningAfter } from '../decisions/lessons/ask-mining.js'
import { MendingStore } from '../io/mending-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** A history was read to its end: what all its fixes took out is asked once, not at each of them. */
@Controller()
export class OnRepositoryImported {
  constructor(private readonly mending: MendingStore) {}

  @OnEvent('repository.imported.v1')
  handle(event: MeshEvent<'repository.imported.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    return this.mending.take(delivery, event.data.repository, [], 'end', miningAfter(event))
  }
}
