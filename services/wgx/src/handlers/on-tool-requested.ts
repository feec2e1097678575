import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { chooseTool } from '../decisions/choose-tool.js'
import { reportTool } from '../decisions/report-tool.js'
import { RepositoryStore, type WgxDelivery } from '../io/repository-store.js'

/** The one service that decides what agents may run. */
const CONDUCTOR = 'heimgewebe/heimgeist'

/** Turns the request of an agent into the intent to run its tool, or into the reason why it is not run. */
@Controller()
export class OnToolRequested {
  constructor(private readonly repositories: RepositoryStore) {}

  @OnEvent('tool.requested.v1')
  async handle(event: MeshEvent<'tool.requested.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    if (event.source !== CONDUCTOR)
      return [reportTool(event, { verdict: 'refused', reason: `${event.source} may not ask for tools` })]
    const { change, repository } = event.data
    const configuration = await this.repositories.latestConfiguration(delivery, repository)
    const head = change === undefined ? undefined : await this.repositories.headOf(delivery, change)
    return chooseTool(event, { configuration, head })
  }
}
