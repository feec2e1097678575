import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { storableParked } from '../decisions/storable-parked.js'
import { ParkedStore } from '../io/reads/parked-store.js'
import type { ChronikTables } from '../io/tables.js'

@Controller()
export class OnEventParked {
  constructor(private readonly parked: ParkedStore) {}

  @OnEvent('event.parked.v1')
  async handle(event: MeshEvent<'event.parked.v1'>, { db }: Delivery<ChronikTables>): Promise<Draft[]> {
    await this.parked.park(db, storableParked(event.data), event.time)
    return []
  }
}
