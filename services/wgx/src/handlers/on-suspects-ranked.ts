import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { ProofStore } from '../io/proof-store.js'
import type { WgxDelivery } from '../io/repository-store.js'

/** Keeps whom sichter suspects first, for when a person wants a proof. */
@Controller()
export class OnSuspectsRanked {
  constructor(private readonly proofs: ProofStore) {}

  @OnEvent('suspects.ranked.v1')
  async handle({ data }: MeshEvent<'suspects.ranked.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    await this.proofs.keepSuspect(delivery, data.incident, data.suspects[0]?.change)
    return []
  }
}
