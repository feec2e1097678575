import { Injectable } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import { AgentStore } from './agent-store.js'
import { ChangeStore } from '../change-store.js'
import { DecisionStore } from '../decision-store.js'
import { InputStore } from '../input-store.js'
import { LevelStore } from './level-store.js'
import { RepositoryStore } from '../repository-store.js'
import type { HeimgeistTables } from '../tables.js'

/** The rules of firing: given by a handler, since a store knows none. */
interface FiringRules<Known> {
  /** Day of the budgets, and whether there is still anything to do about the event. */
  readonly when: (event: MeshEvent, clockMs: number) => { readonly day: string; readonly live: boolean }
  readonly fire: (
    event: MeshEvent,
    known: Known,
  ) => {
    readonly drafts: Draft[]
    readonly firings: readonly { agent: string; requests: readonly string[]; escalateTo?: string }[]
  }
}

type Known = {
  readonly levels: Awaited<ReturnType<LevelStore['all']>>
  readonly agents: Awaited<ReturnType<AgentStore['of']>>
  readonly sha?: string
}

/** Reads what a firing needs to know, lets the rules decide, and keeps what was fired. The usual event fires nothing, at the cost of one look into memory. */
@Injectable()
export class AgentFiring {
  constructor(
    private readonly agents: AgentStore,
    private readonly repositories: RepositoryStore,
    private readonly changes: ChangeStore,
    private readonly levels: LevelStore,
    private readonly decisions: DecisionStore,
    private readonly inputs: InputStore,
  ) {}

  /** The drafts that an event leads to by its agents. */
  async of(delivery: Delivery<HeimgeistTables>, event: MeshEvent, rules: FiringRules<Known>): Promise<Draft[]> {
    const { repository, change } = event.data as { repository?: string; change?: string }
    if (repository === undefined || !(await this.agents.any(delivery, event.type))) return []
    const { clock } = await this.repositories.get(delivery, repository)
    const { day, live } = rules.when(event, clock)
    if (!live) return []
    const agents = await this.agents.of(delivery, event.type, repository, day)
    const known = await this.changes.find(delivery, change ?? event.subject)
    // What was given up is left alone, by agents too.
    if (known?.givenUp !== undefined) return []
    const sha = known?.sha
    const levels = await this.levels.all(delivery)
    const basis = { levels, agents, ...(sha === undefined ? {} : { sha }) }
    const { drafts, firings } = rules.fire(event, basis)
    if (drafts.length > 0) await this.inputs.keep(delivery, 'agents', event, { repository, day, known: basis })
    for (const firing of firings)
      await this.agents.fired(delivery, event, day, { repository, change: change ?? known?.change ?? null }, firing)
    await this.decisions.keep(delivery, event, drafts, { day, asked: false, ...(sha === undefined ? {} : { sha }) })
    return drafts
  }
}
