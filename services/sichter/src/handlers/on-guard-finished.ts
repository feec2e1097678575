import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { filesOfCommit } from '../decisions/past/files-of-commit.js'
import type { Judgement } from '../decisions/judgement.js'
import { readRun } from '../decisions/guards/read-run.js'
import type { Input, Taken } from '../decisions/take-input.js'
import { GuardStore } from '../io/guard-store.js'
import { JudgementStore } from '../io/judgement-store.js'
import type { SichterTables } from '../io/tables.js'

/** Learns which guards find faults in changes of which files. */
@Controller()
export class OnGuardFinished {
  constructor(
    private readonly judgements: JudgementStore<Judgement, Input, Taken>,
    private readonly guards: GuardStore,
  ) {}

  @OnEvent('guard.finished.v1')
  async handle(event: MeshEvent<'guard.finished.v1'>, delivery: Delivery<SichterTables>): Promise<Draft[]> {
    const run = readRun(event)
    if (run === undefined) return []
    const { repository, change } = event.data
    const files =
      (await this.guards.filesOf(delivery, change)) ??
      filesOfCommit(await this.judgements.open(delivery, repository), event.data)
    if (files.length > 0) await this.guards.keepRun(delivery, { ...run, repository, position: event.position, files })
    return []
  }
}
