import { Injectable } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import { DecisionStore } from '../decision-store.js'
import { EpicStore } from './epic-store.js'
import type { WarnedJson } from './epic-tables.js'
import { LessonStore } from '../learned/lesson-store.js'
import type { LevelStore } from '../agents/level-store.js'
import { RepositoryStore } from '../repository-store.js'
import type { HeimgeistTables } from '../tables.js'
import { TellingReader } from '../texts/telling-reader.js'

type HeimgeistDelivery = Delivery<HeimgeistTables>

interface WarnKnown {
  readonly levels: Awaited<ReturnType<LevelStore['all']>>
  readonly warned: readonly WarnedJson[]
  readonly messagesLeft: Readonly<Record<string, number>>
  readonly guides: Readonly<Record<string, Awaited<ReturnType<LessonStore['guidesOf']>>>>
}

/** The rules of warnings: given by a handler, since a store knows none. */
export interface EpicWarnRules<Looked> {
  /** Repositories of the open changes that may be warned at this moment; empty where none may. */
  readonly warnable: (event: MeshEvent, looked: Looked, clockMs: number) => readonly string[]
  readonly warn: (
    event: MeshEvent,
    looked: Looked,
    known: WarnKnown,
  ) => readonly { readonly warned: WarnedJson; readonly drafts: Draft[] }[]
  /** What is said of it at the host of its change. */
  readonly say: (event: MeshEvent, decision: Draft, said: readonly WarnedJson[]) => Draft[]
  readonly day: (event: MeshEvent, clockMs: number) => string
}

/** Reads what a warning needs to know, lets the rules decide, and keeps what was warned of. */
@Injectable()
export class EpicWarner {
  constructor(
    private readonly epics: EpicStore,
    private readonly decisions: DecisionStore,
    private readonly telling: TellingReader,
    private readonly lessons: LessonStore,
    private readonly repositories: RepositoryStore,
  ) {}

  /** The drafts of the warnings that follow, each kept with its decision. */
  async warn<Looked>(
    delivery: HeimgeistDelivery,
    event: MeshEvent,
    warned: readonly WarnedJson[],
    looked: Looked,
    rules: EpicWarnRules<Looked>,
  ): Promise<Draft[]> {
    const { repository } = event.data as { repository?: string }
    const { clock } = repository === undefined ? { clock: 0 } : await this.repositories.get(delivery, repository)
    const repositories = rules.warnable(event, looked, clock)
    if (repositories.length === 0) return []
    const day = rules.day(event, clock)
    const guides: Record<string, Awaited<ReturnType<LessonStore['guidesOf']>>> = {}
    for (const one of repositories) guides[one] = await this.lessons.guidesOf(delivery, one)
    const { levels, messagesLeft } = await this.telling.of(delivery, repositories, day)
    const warnings = rules.warn(event, looked, { levels, warned, messagesLeft, guides })
    const drafts: Draft[] = []
    for (const warning of warnings) {
      await this.epics.warned(delivery, warning.warned)
      const said = [...warned, ...warnings.map((one) => one.warned)].filter(
        (one) => one.said && one.change === warning.warned.change,
      )
      const host = warning.warned.said ? rules.say(event, warning.drafts[0]!, said) : []
      drafts.push(...warning.drafts, ...host)
    }
    await this.decisions.keep(delivery, event, drafts, { day, asked: false, apart: true })
    return drafts
  }
}
