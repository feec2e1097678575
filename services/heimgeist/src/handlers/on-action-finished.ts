import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { LOOP } from '../decisions/core-loop.js'
import { CoreLoop } from '../io/core-loop.js'
import { Reputation } from '../io/agents/reputation.js'
import { recordFailure, recordSuccess } from '../decisions/judge-record.js'
import type { HeimgeistTables } from '../io/tables.js'
import { ActStore } from '../io/act-store.js'
import { UndoStore } from '../io/policies/undo-store.js'
import { WishStore } from '../io/commands/wish-store.js'

/** Learns what became of an act: a rule that was written is in force, and the agent's record grows or begins anew. */
@Controller()
export class OnActionFinished {
  constructor(
    private readonly wishes: WishStore,
    private readonly undos: UndoStore,
    private readonly acts: ActStore,
    private readonly reputation: Reputation,
    private readonly loop: CoreLoop,
  ) {}

  @OnEvent('action.finished.v1')
  async handle(event: MeshEvent<'action.finished.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    if (!mayOrder(event.source, 'hauski')) return []
    const { request, verdict, reason, repository, result } = event.data
    await this.undos.keep(delivery, event)
    await this.acts.end(delivery, event)
    const kept = await this.wishes.find(delivery, 'action', request)
    if (kept?.state !== 'allowed') return []
    const done = verdict === 'done' || verdict === 'nothing_to_do'
    await this.wishes.move(delivery, kept.about, done ? 'done' : 'failed', {
      result: reason ?? verdict,
      ...(result?.commit === undefined ? {} : { made: `change/${repository}/${result.commit}` }),
    })
    const drafts = (await this.loop.resume(delivery, kept.about, LOOP, { kind: 'finished', event }))?.drafts ?? []
    // What was refused, or was like that already, says nothing of the agent.
    if (verdict === 'done') return [...drafts, ...(await this.reputation.judge(delivery, event, kept, recordSuccess))]
    if (verdict === 'refused' || verdict === 'nothing_to_do') return drafts
    const why = `an act of ${kept.agent} ended as ${verdict}${reason === undefined ? '' : `: ${reason}`}`
    return [
      ...drafts,
      ...(await this.reputation.judge(delivery, event, kept, (cause, known) => recordFailure(cause, known, why))),
    ]
  }
}
