import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { beginMining } from '../decisions/rules/report-mining.js'

/** Turns the question what fixes took out into the intent to find out. */
@Controller()
export class OnMiningRequested {
  @OnEvent('mining.requested.v1')
  handle(event: MeshEvent<'mining.requested.v1'>): Draft[] {
    return [beginMining(event)]
  }
}
