import { Controller, Inject, Logger } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Act, Perform, PerformUnknown } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { finishAction } from '../decisions/finish-action.js'
import { readOrder } from '../decisions/read-order.js'
import { wordCommit } from '../decisions/word-commit.js'
import { ActionMetrics } from '../io/action-metrics.js'
import { ActionStore } from '../io/action-store.js'
import { RepositoryStore } from '../io/repository-store.js'
import type { Outcome, Task, World } from '../io/world.js'
import { Worlds } from '../io/worlds.js'

type Started = MeshEvent<'action.started.v1'>

/** Acts at the same time. Those of one repository wait for each other, so that a host that is slow holds up no other. */
const AT_ONCE = 4

/** Carries out acts, or finds that they were carried out before. */
@Controller()
export class PerformActionStarted {
  private readonly log = new Logger('actions')

  constructor(
    private readonly actions: ActionStore,
    private readonly repositories: RepositoryStore,
    private readonly worlds: Worlds,
    private readonly metrics: ActionMetrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Perform('action.started.v1', { concurrency: AT_ONCE, lane: ({ data }) => data.repository })
  run(event: Started, { signal }: Act): Promise<Draft[]> {
    return this.answer(event, (world, task) => {
      signal.throwIfAborted()
      return world.perform(task, signal)
    })
  }

  /** After a kill the world is asked what became of the act; it is not done a second time unseen. */
  @PerformUnknown('action.started.v1')
  unknown(event: Started): Promise<Draft[]> {
    return this.answer(
      event,
      async (world, task) => (await world.look(task)) ?? { verdict: 'unknown', reason: 'it was cut off in the middle' },
    )
  }

  private async answer(event: Started, act: (world: World, task: Task) => Promise<Outcome>): Promise<Draft[]> {
    const begun = performance.now()
    const outcome = await this.taskOf(event)
      .then((task) => act(this.worlds.of(task), task))
      .catch((error: unknown): Outcome => {
        this.log.error(error)
        return outcomeOf(error)
      })
    this.metrics.count(event.data.act, outcome.verdict)
    return [finishAction(event, outcome, (performance.now() - begun) / 1000)]
  }

  private async taskOf({ data }: Started): Promise<Task> {
    const request = await this.actions.requestOf(data.request)
    if (!request) throw new Error(`request ${data.request} is not known`)
    const repository = await this.repositories.find(data.repository)
    if (!repository) throw new Error(`${data.repository} is not known`)
    const reading = readOrder(data.act, request.data.arguments, this.config)
    if (!reading.ok) throw new Error(reading.why)
    const { order } = reading
    const { id, time } = request
    return { id, time, name: data.repository, repository, order, message: wordCommit(order, request) }
  }
}

/** What was refused on the way stays refused; anything else went wrong. */
const outcomeOf = (error: unknown): Outcome => {
  const { code, message } = error as { code?: unknown; message?: unknown }
  const isRefusal = code === 'refused' || code === 'unsupported'
  return { verdict: isRefusal ? 'refused' : 'failed', reason: String(message ?? error) }
}
