import { type Draft, type EventData, type MeshEvent, draft } from '@heimgewebe/contracts'
import { type Levels, findLevel } from './find-level.js'
import { idAfter, makeDecision, reason } from './make-decision.js'
import { permitAct } from './permit-act.js'

/** What one tool of a firing found. */
export interface ToolResult {
  /** Event that says so. */
  readonly event: string
  readonly tool: string
  readonly verdict: EventData['tool.finished.v1']['verdict']
  readonly findings: number
}

/** A firing whose tools are all done. */
export interface DoneFiring {
  readonly agent: string
  readonly trigger: string
  readonly repository: string
  readonly change: string | null
  readonly escalateTo: string | null
  /** In the order of the agent's actions. */
  readonly results: readonly ToolResult[]
}

/** Joins the results of all tools of a firing into one report: the worst of them counts, and what did not run is said. */
export const reportAgent = (event: MeshEvent<'tool.finished.v1'>, firing: DoneFiring): Draft<'agent.reported.v1'> => {
  const { agent, results } = firing
  const failed = results.some(({ verdict }) => verdict === 'failed')
  const passed = results.every(({ verdict }) => verdict === 'passed')
  const summary = results.map(({ tool, verdict, findings }) => `${tool} ${words(verdict, findings)}`).join(', ')
  return draft('agent.reported.v1', {
    id: idAfter(event, `report ${firing.trigger}`),
    subject: `agent/${agent}`,
    actor: `agent/${agent}`,
    data: {
      agent,
      repository: firing.repository,
      ...(firing.change === null ? {} : { change: firing.change }),
      trigger: firing.trigger,
      outcome: failed ? 'failed' : passed ? 'passed' : 'incomplete',
      summary: summary.slice(0, 1000),
      findings: results.reduce((sum, { findings }) => sum + findings, 0),
      ...(firing.escalateTo === null ? {} : { escalated_to: firing.escalateTo }),
      events: results.map((result) => result.event).slice(0, 50),
    },
  })
}

const words = (verdict: ToolResult['verdict'], findings: number): string => {
  if (verdict === 'missing') return 'is not installed'
  if (verdict === 'passed' || findings === 0) return verdict.replaceAll('_', ' ')
  return `${verdict} with ${findings} finding${findings === 1 ? '' : 's'}`
}

/** What is known when an agent raised its report for a decision. */
export interface EscalationKnown {
  readonly levels: Levels
  /** Messages left for this repository today. */
  readonly messagesLeft: number
}

/** Decides about a report that an agent raised: what failed is warned about, the rest is kept for the record. */
export const answerEscalation = (event: MeshEvent<'agent.reported.v1'>, known: EscalationKnown): Draft[] => {
  const { agent, change, events, outcome, repository, summary } = event.data
  const level = findLevel(known.levels, { agent, act: 'say', repository })
  const proposal = { act: 'say', asked: false, inBudget: known.messagesLeft > 0, undo: false } as const
  const permission = outcome === 'failed' ? permitAct(proposal, level.level) : 'record'
  const why = reason(`agent ${agent} found: ${summary}`, [event.id, ...events], event.id)
  return [
    makeDecision(event, 'escalation', {
      act: permission === 'wait' ? 'none' : 'say',
      chosen: permission === 'do' ? 'warn' : permission === 'wait' ? 'nothing' : 'record-only',
      agent,
      level,
      reasons: [why],
      ...(repository === undefined ? {} : { repository }),
      ...(change === undefined ? {} : { change }),
    }),
  ]
}
