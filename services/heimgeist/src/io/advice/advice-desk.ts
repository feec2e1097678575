import { Injectable } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import { AdviceStore } from './advice-store.js'
import type { GivenJson } from './advice-tables.js'
import { ChangeStore } from '../change-store.js'
import { DecisionStore } from '../decision-store.js'
import type { FactsJson } from '../epics/epic-tables.js'
import { LearnedReader } from '../learned/learned-reader.js'
import type { LevelStore } from '../agents/level-store.js'
import { RepositoryStore } from '../repository-store.js'
import type { HeimgeistTables } from '../tables.js'
import { TellingReader } from '../texts/telling-reader.js'

type HeimgeistDelivery = Delivery<HeimgeistTables>
type LearnedRows = NonNullable<Awaited<ReturnType<LearnedReader['of']>>>
type Open = Awaited<ReturnType<AdviceStore['about']>>[number] & { readonly repository: string }

/** What is known beside a change when something could be recommended for it. */
interface Read<Looked> {
  readonly looked: Looked
  readonly levels: Awaited<ReturnType<LevelStore['all']>>
  readonly messagesLeft: number
  readonly messagesPerDay: number
}

/** The rules of advice: given by a handler, since a store knows none. */
export interface AdviceRules<Looked> {
  /** Whether what an event teaches comes in time for open changes. */
  readonly present: (event: MeshEvent, clockMs: number) => boolean
  readonly day: (event: MeshEvent, clockMs: number) => string
  /** Other subjects of the same changes. */
  readonly aliases: (facts: readonly FactsJson[]) => readonly string[]
  /** Changes that what was learned names. */
  readonly changesOf: (learned: LearnedRows) => readonly string[]
  /** What was learned and what is known of changes, put together. */
  readonly look: (learned: LearnedRows, changes: Awaited<ReturnType<LearnedReader['changes']>>) => Looked
  readonly advise: (
    event: MeshEvent,
    open: Open,
    read: Read<Looked>,
  ) => { readonly given: readonly GivenJson[]; readonly drafts: Draft[] } | undefined
  /** What is said of it at the host of its change. */
  readonly say: (event: MeshEvent, decision: Draft, said: readonly GivenJson[]) => Draft[]
}

/** Reads what is known of open changes and of what was learned, lets the rules decide, and keeps what was recommended. */
@Injectable()
export class AdviceDesk {
  constructor(
    private readonly advice: AdviceStore,
    private readonly learned: LearnedReader,
    private readonly changes: ChangeStore,
    private readonly decisions: DecisionStore,
    private readonly telling: TellingReader,
    private readonly repositories: RepositoryStore,
  ) {}

  /** A change is open and was judged: what was learned may concern it. */
  async judged<Looked>(
    delivery: HeimgeistDelivery,
    event: MeshEvent,
    repository: string,
    change: string,
    rules: AdviceRules<Looked>,
  ): Promise<Draft[]> {
    // What a person gave up is told nothing.
    const subjects = async () => ((await this.changes.find(delivery, change))?.givenUp === undefined ? [change] : [])
    return this.look(delivery, event, repository, subjects, rules)
  }

  /** Something was learned: it may concern the changes that are open. */
  async taught<Looked>(
    delivery: HeimgeistDelivery,
    event: MeshEvent,
    repository: string,
    rules: AdviceRules<Looked>,
  ): Promise<Draft[]> {
    const { clock } = await this.repositories.get(delivery, repository)
    if (!rules.present(event, clock)) return []
    return this.look(delivery, event, repository, () => this.advice.openIn(delivery, repository), rules)
  }

  private async look<Looked>(
    delivery: HeimgeistDelivery,
    event: MeshEvent,
    repository: string,
    subjects: () => Promise<readonly string[]>,
    rules: AdviceRules<Looked>,
  ): Promise<Draft[]> {
    const learned = await this.learned.of(delivery.db, repository)
    if (learned === undefined) return []
    await this.changes.settle(delivery)
    const open = await subjects()
    if (open.length === 0) return []
    const named = [...new Set([...open, ...rules.changesOf(learned)])]
    const changes = await this.learned.changes(delivery.db, named, rules.aliases)
    const { clock } = await this.repositories.get(delivery, repository)
    const day = rules.day(event, clock)
    const { levels, messagesPerDay, messagesLeft } = await this.telling.of(delivery, [repository], day)
    const looked = rules.look(learned, changes)
    let left = messagesLeft[repository] ?? 0
    const drafts: Draft[] = []
    for (const one of await this.advice.about(delivery.db, open)) {
      const read = { looked, levels, messagesPerDay, messagesLeft: left }
      const advised = rules.advise(event, { ...one, repository }, read)
      if (!advised) continue
      for (const given of advised.given) await this.advice.give(delivery, event, repository, given)
      const said = advised.given.filter((given) => given.said)
      if (said.length > 0) left--
      const before = one.given.filter((given) => given.said)
      const host = said.length > 0 ? rules.say(event, advised.drafts[0]!, [...before, ...said]) : []
      drafts.push(...advised.drafts, ...host)
    }
    await this.decisions.keep(delivery, event, drafts, { day, asked: false, apart: true })
    return drafts
  }
}
