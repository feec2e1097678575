import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { storableConsumer } from '../decisions/storable-parked.js'
import { ParkedStore } from '../io/reads/parked-store.js'
import type { ChronikTables } from '../io/tables.js'

@Controller()
export class OnEventDiscarded {
  constructor(private readonly parked: ParkedStore) {}

  @OnEvent('event.discarded.v1')
  async handle(event: MeshEvent<'event.discarded.v1'>, { db }: Delivery<ChronikTables>): Promise<Draft[]> {
    const which = { event: event.data.event, consumer: storableConsumer(event.data.consumer) }
    await this.parked.mark(db, which, 'discarded')
    return []
  }
}
