import type { EventType } from '@heimgewebe/contracts'

/** Types of events that can trigger an agent. */
export const TRIGGER_TYPES = [
  'pr.opened.v1',
  'pr.updated.v1',
  'pr.merged.v1',
  'push.received.v1',
  'ci.result.v1',
  'comment.created.v1',
  'guard.finished.v1',
  'incident.detected.v1',
  'issue.opened.v1',
  'risk.assessed.v1',
] as const satisfies readonly EventType[]

/** A condition on the data of an event. */
export interface Condition {
  /** Names of members, with dots between them. */
  readonly path: string
  readonly test: 'equals' | 'one-of' | 'not' | 'above' | 'below' | 'exists'
  readonly value: unknown
}

/** When an agent fires: all of it must hold. */
export interface AgentTrigger {
  /** One of these types, with their version. */
  readonly types: readonly (typeof TRIGGER_TYPES)[number][]
  /** At least one file of the event matches at least one of these globs; absent where files do not matter. */
  readonly files?: readonly string[]
  readonly conditions: readonly Condition[]
}

/** One tool that an agent runs. */
export interface AgentAction {
  readonly tool: string
  /** Command line; absent where wgx or the repository knows the tool by its name. */
  readonly command?: string
}

/** An agent, read from its file. */
export interface AgentDefinition {
  readonly name: string
  readonly trigger: AgentTrigger
  /** In the order in which they run. */
  readonly actions: readonly AgentAction[]
  readonly reportTo?: 'chronik'
  readonly escalateTo?: 'heimgeist'
  /** Firings a day and repository at most; absent for the default of the installation. */
  readonly firingsPerDay?: number
}
