import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { BookStore } from '../io/book-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** Learns the areas of a repository, for the changes that come after. */
@Controller()
export class OnConfigurationRecorded {
  constructor(private readonly books: BookStore) {}

  @OnEvent('configuration.recorded.v1')
  async handle({ data }: MeshEvent<'configuration.recorded.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    await this.books.configure(delivery, await this.books.open(delivery, data.repository), data.areas)
    return []
  }
}
