import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { BookStore } from '../io/book-store.js'
import { LessonStore } from '../io/lesson-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** Learns the areas and guards of a repository, for the changes that come after. */
@Controller()
export class OnConfigurationRecorded {
  constructor(
    private readonly books: BookStore,
    private readonly lessons: LessonStore,
  ) {}

  @OnEvent('configuration.recorded.v1')
  async handle({ data }: MeshEvent<'configuration.recorded.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    await this.books.configure(delivery, await this.books.open(delivery, data.repository), data.areas)
    const guards = data.guards.map(({ name, area }) => ({ name, area }))
    this.lessons.put(delivery, data.repository, [{ shelf: 'setup', key: 'guards', value: { guards } }])
    return []
  }
}
