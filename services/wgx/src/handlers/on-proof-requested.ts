import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { planProof } from '../decisions/plan-proof.js'
import { ProofStore } from '../io/proof-store.js'
import { RepositoryStore, type WgxDelivery } from '../io/repository-store.js'

/** Turns the wish for a proof into runs, or into what is missing for one. */
@Controller()
export class OnProofRequested {
  constructor(
    private readonly proofs: ProofStore,
    private readonly repositories: RepositoryStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('proof.requested.v1')
  async handle(event: MeshEvent<'proof.requested.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    const { repository, incident } = event.data
    const configuration = await this.repositories.latestConfiguration(delivery, repository)
    const { proofRuns: runs, proofSeconds: seconds, proofMebibytes: mebibytes } = this.config
    const suspect = await this.proofs.suspectOf(delivery, incident)
    const drafts = planProof(event, { suspect, head: configuration?.sha, runs, seconds, mebibytes })
    await this.proofs.keepRequest(delivery, event, drafts.length)
    return drafts
  }
}
