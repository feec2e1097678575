import { BadRequestException, Controller, Get, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { type Proof, ProofStore } from '../io/proof-store.js'

/** Proofs that are given out at once. */
const MOST = 100

/** What people and tools ask about proofs. */
@Controller()
@Needs('read')
export class ProofsController {
  constructor(private readonly proofs: ProofStore) {}

  /** The latest proofs, newest first, of one incident where the query names it. At most 100. */
  @Get('proofs')
  async latest(@Query('incident') incident?: unknown): Promise<{ proofs: Proof[] }> {
    if (incident !== undefined && (typeof incident !== 'string' || incident.includes('\0')))
      throw new BadRequestException({ code: 'bad_request', message: 'incident must be one text' })
    return { proofs: await this.proofs.latest({ incident, limit: MOST }) }
  }
}
