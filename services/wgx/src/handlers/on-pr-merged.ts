import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { CaseStore } from '../io/case-store.js'
import type { WgxDelivery } from '../io/repository-store.js'

/** Learns which commit a proposed change became, so that what is later said of the commit finds its guards. */
@Controller()
export class OnPrMerged {
  constructor(private readonly cases: CaseStore) {}

  @OnEvent('pr.merged.v1')
  async handle({ subject, data }: MeshEvent<'pr.merged.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    if (data.merge_sha !== undefined) await this.cases.keepLanding(delivery, subject, data.merge_sha)
    return []
  }
}
