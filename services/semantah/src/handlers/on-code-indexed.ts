import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkCode } from '../decisions/link-code.js'
import { GraphBatch } from '../io/graph-batch.js'
import { SymbolStore } from '../io/symbol-store.js'
import type { Tables } from '../io/tables.js'

/** Code joins the graph: what files define, and what depends on what. */
@Controller()
export class OnCodeIndexed {
  constructor(
    private readonly batch: GraphBatch,
    private readonly symbols: SymbolStore,
  ) {}

  @OnEvent('code.indexed.v1')
  async handle(event: MeshEvent<'code.indexed.v1'>, delivery: Delivery<Tables>): Promise<Draft[]> {
    await this.symbols.keep(event.data, delivery)
    this.batch.add(event, linkCode(event), delivery)
    return []
  }
}
