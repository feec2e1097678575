import { type AgentDefinition, matchTrigger } from '@heimgewebe/agents'
import { type Draft, type MeshEvent, draft } from '@heimgewebe/contracts'
import { type Levels, findLevel } from './find-level.js'
import { type Reason, idAfter, makeDecision, reason } from './make-decision.js'
import { permitAct } from './permit-act.js'

/** An agent that acts. */
export interface ActiveAgent {
  readonly definition: AgentDefinition
  /** Event that registered this version. */
  readonly registered: string
  /** Firings left for this repository today. */
  readonly firingsLeft: number
}

/** What is known when an event may fire agents. */
export interface FiringKnown {
  readonly levels: Levels
  readonly agents: readonly ActiveAgent[]
  /** Head commit of the change, where the event does not name it. */
  readonly sha?: string
}

/** One firing of one agent. */
export interface Firing {
  readonly agent: string
  /** Requests for its tools, in order. */
  readonly requests: readonly string[]
  readonly reportTo?: 'chronik'
  readonly escalateTo?: 'heimgeist'
}

/** What an event leads to. */
export interface Fired {
  readonly drafts: Draft[]
  readonly firings: readonly Firing[]
}

/** Most files that a request names, as the contract has it. */
const MOST_FILES = 1000
const CHANGE = /^(change|pr|branch)\/.+/

/**
 * Fires every agent whose trigger fits: one decision each, by the agent's own level and budget, and one request a tool.
 * An event without a repository fires nothing, since tools run on the files of one.
 */
export const fireAgents = (event: MeshEvent, known: FiringKnown): Fired => {
  const place = placeOf(event, known.sha)
  if (place === undefined) return { drafts: [], firings: [] }
  const fired = known.agents
    .filter(({ definition }) => matchTrigger(definition.trigger, event))
    .map((agent) => fire(event, agent, place, known.levels))
  return { drafts: fired.flatMap(({ drafts }) => drafts), firings: fired.flatMap(({ firings }) => firings) }
}

const fire = (event: MeshEvent, agent: ActiveAgent, place: Place, levels: Levels): Fired => {
  const { definition, registered, firingsLeft } = agent
  const { name, actions, reportTo, escalateTo } = definition
  const level = findLevel(levels, { agent: name, act: 'look', repository: place.repository })
  const permission = permitAct({ act: 'look', asked: false, inBudget: firingsLeft > 0, undo: false }, level.level)
  const why = reason(`${event.type} fits the trigger of agent ${name}`, [event.id, registered], event.id)
  const decide = (act: 'look' | 'none', chosen: 'run-tools' | 'record-only' | 'nothing', ...first: Reason[]) =>
    makeDecision(event, `agent ${name}`, {
      act,
      chosen,
      agent: name,
      level,
      reasons: [...first, why],
      repository: place.repository,
      ...(place.change === undefined ? {} : { change: place.change }),
    })
  const because = (text: string): Reason => reason(text, [event.id], event.id)
  if (permission === 'wait')
    return { drafts: [decide('none', 'nothing', because('level 0: an agent runs when asked'))], firings: [] }
  if (permission !== 'do')
    return {
      drafts: [decide('look', 'record-only', because('the firings of this agent for today are used up'))],
      firings: [],
    }

  const decision = decide('look', 'run-tools')
  const requests = actions.map(({ tool, command }, order) => {
    const id = idAfter(event, `agent ${name} tool ${order}`)
    return {
      ...draft('tool.requested.v1', {
        subject: `tool/${id}`,
        ...(decision.id === undefined ? {} : { causationid: decision.id }),
        actor: `agent/${name}`,
        data: {
          agent: name,
          tool,
          ...(command === undefined ? {} : { command }),
          repository: place.repository,
          ...(place.change === undefined ? {} : { change: place.change }),
          ...(place.sha === undefined ? {} : { sha: place.sha }),
          ...(place.files.length === 0 ? {} : { files: place.files }),
          order,
          trigger: event.id,
          level: level.level,
        },
      }),
      id,
    }
  })
  const ends = { ...(reportTo ? { reportTo } : {}), ...(escalateTo ? { escalateTo } : {}) }
  return {
    drafts: [decision, ...requests],
    firings: [{ agent: name, requests: requests.map(({ id }) => id), ...ends }],
  }
}

interface Place {
  readonly repository: string
  readonly change?: string
  readonly sha?: string
  readonly files: string[]
}

const placeOf = ({ subject, data }: MeshEvent, known: string | undefined): Place | undefined => {
  const fields = data as {
    repository?: string
    change?: string
    number?: number
    head?: string
    sha?: string
    after?: string
    files?: readonly { path?: string; status?: string }[]
  }
  if (fields.repository === undefined) return undefined
  const sha = fields.head ?? fields.sha ?? fields.after ?? known
  const change = fields.change ?? (CHANGE.test(subject) ? subject : changeOfRun(fields.repository, fields.number, sha))
  const files = (fields.files ?? []).flatMap(({ path, status }) => (path && status !== 'deleted' ? [path] : []))
  return {
    repository: fields.repository,
    files: files.slice(0, MOST_FILES),
    ...(change === undefined ? {} : { change }),
    ...(sha === undefined ? {} : { sha }),
  }
}

const changeOfRun = (repository: string, number: number | undefined, sha: string | undefined): string | undefined => {
  if (number !== undefined) return `pr/${repository}/${number}`
  return sha === undefined ? undefined : `change/${repository}/${sha}`
}
