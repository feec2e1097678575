import { Inject, Injectable } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../../config.js'
import { ChangeStore } from '../change-store.js'
import type { LoopRules } from '../core-loop.js'
import { DecisionStore } from '../decision-store.js'
import { FailureStore } from './failure-store.js'
import { LessonStore } from '../learned/lesson-store.js'
import { LevelStore } from '../agents/level-store.js'
import { MatterDesk, type Opened } from '../matter-desk.js'
import { RepositoryStore } from '../repository-store.js'
import type { HeimgeistTables } from '../tables.js'

type FailingJson = Parameters<FailureStore['keep']>[1]
type Learned = Awaited<ReturnType<LessonStore['about']>>

/** What is known when a decision about a failing head is due. */
interface Known extends Learned {
  readonly failing: NonNullable<Awaited<ReturnType<FailureStore['find']>>>
  readonly cause: MeshEvent
  readonly levels: Awaited<ReturnType<LevelStore['all']>>
  readonly areas: readonly string[]
  readonly messagesLeft: number
  readonly escalateAfter: number
  readonly providers: readonly string[]
}

/** The rules, as a handler gives them. */
interface Rules<State> {
  readonly loop: LoopRules<State>
  readonly day: (event: MeshEvent, clockMs: number) => string
  readonly decide: (known: Known) => {
    readonly failing: FailingJson
    readonly matter?: State
    readonly level: { readonly level: number; readonly reason: string; readonly origin: string }
    readonly drafts: Draft[]
  }
}

/** Has a failing head decided about, once its other runs had time to fail too. */
@Injectable()
export class FailureDecider {
  constructor(
    private readonly failures: FailureStore,
    private readonly lessons: LessonStore,
    private readonly changes: ChangeStore,
    private readonly levels: LevelStore,
    private readonly decisions: DecisionStore,
    private readonly repositories: RepositoryStore,
    private readonly desk: MatterDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The drafts that an alarm leads to; none where the head has passed, or was replaced, in the meantime. */
  async due<State extends Opened>(
    delivery: Delivery<HeimgeistTables>,
    event: MeshEvent<'alarm.rang.v1'>,
    rules: Rules<State>,
  ): Promise<Draft[]> {
    const failing = await this.failures.find(delivery, 'about', event.data.about)
    if (failing?.state !== 'gathering') return []
    const { repository, runs, sha, change } = failing
    const prints = runs.flatMap(({ tests }) => tests.flatMap(({ fingerprint }) => fingerprint ?? []))
    const whats = runs.map(({ what }) => what)
    const { clock } = await this.repositories.get(delivery, repository)
    const day = rules.day(event, clock)
    const spent = await this.decisions.spent(delivery, repository, day)
    const cause = failing.cause as unknown as MeshEvent
    const decided = rules.decide({
      ...(await this.lessons.about(delivery, repository, prints, whats)),
      failing,
      cause,
      levels: await this.levels.all(delivery),
      areas: (await this.changes.find(delivery, change))?.areas ?? [],
      messagesLeft: (await this.levels.policy(delivery)).messagesPerDay - spent.messages,
      escalateAfter: this.config.escalateAfter,
      providers: this.config.providers,
    })
    await this.failures.keep(delivery, decided.failing)
    const { matter, level } = decided
    const asked = matter ? await this.desk.open(delivery, cause, rules.loop, matter, day, () => ({ level })) : []
    await this.decisions.keep(delivery, cause, decided.drafts, { day, asked: false, sha })
    return [...asked, ...decided.drafts]
  }
}
