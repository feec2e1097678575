import type { EventData, MeshEvent } from '@heimgewebe/contracts'
import type { Lesson } from './judge-run.js'
import type { Guide } from './report-failure.js'

/** What a pattern says of an error; undefined for other patterns and for one that holds no more. */
export const readLesson = ({ id, data }: MeshEvent<'pattern.learned.v1'>): Lesson | undefined => {
  const { kind, fingerprint, statement, state } = data
  if (fingerprint === undefined || state !== 'learned') return undefined
  if (kind !== 'flaky' && kind !== 'fix' && kind !== 'error') return undefined
  return { fingerprint, kind, statement, event: id }
}

/** What a rule is to people who mend a failure; a template is the checklist that a host shows. */
const GUIDES: Readonly<Partial<Record<EventData['rule.enacted.v1']['kind'], Guide['kind']>>> = {
  runbook: 'runbook',
  template: 'checklist',
}

/** The runbook or checklist that a rule brought into force; undefined for other kinds. */
export const readGuide = (id: string, data: EventData['rule.enacted.v1']): Guide | undefined => {
  const kind = GUIDES[data.kind]
  return kind && { name: data.name ?? data.rule, kind, areas: data.areas ?? [], enacted: id }
}

/** The guides for a change: those for an area that it touches, or for the whole repository. */
export const guidesFor = (areas: readonly string[], inForce: readonly Guide[]): Guide[] =>
  inForce.filter((one) => one.areas.length === 0 || one.areas.some((area) => areas.includes(area)))
