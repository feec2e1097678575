import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { judgeProof } from '../decisions/judge-proof.js'
import { ProofStore } from '../io/proof-store.js'
import type { WgxDelivery } from '../io/repository-store.js'

/** Judges a proof once the last of its runs is there. */
@Controller()
export class OnTrialFinished {
  constructor(private readonly proofs: ProofStore) {}

  @OnEvent('trial.finished.v1')
  async handle(event: MeshEvent<'trial.finished.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    const [first, ...others] = await this.proofs.keepTrial(delivery, event)
    return first === undefined ? [] : [judgeProof([first, ...others])]
  }
}
