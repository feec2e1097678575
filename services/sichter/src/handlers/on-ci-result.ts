import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CoverageStore } from '../io/coverage-store.js'
import type { SichterTables } from '../io/tables.js'

/** Remembers the test coverage that a CI run measured. */
@Controller()
export class OnCiResult {
  constructor(private readonly coverage: CoverageStore) {}

  @OnEvent('ci.result.v1')
  async handle(event: MeshEvent<'ci.result.v1'>, delivery: Delivery<SichterTables>): Promise<Draft[]> {
    await this.coverage.keep(delivery, event)
    return []
  }
}
