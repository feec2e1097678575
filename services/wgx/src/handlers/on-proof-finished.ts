import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { ProofStore } from '../io/proof-store.js'
import type { WgxDelivery } from '../io/repository-store.js'

/** Keeps a verdict for those who ask. */
@Controller()
export class OnProofFinished {
  constructor(private readonly proofs: ProofStore) {}

  @OnEvent('proof.finished.v1')
  async handle(event: MeshEvent<'proof.finished.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    await this.proofs.keepResult(delivery, event)
    return []
  }
}
