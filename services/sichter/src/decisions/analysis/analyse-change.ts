import type { EventData } from '@heimgewebe/contracts'
import { type CoverageStep, fell, tellCoverage } from './compare-coverage.js'
import { type Statement, within } from './statement.js'

type Analysis = EventData['analysis.reported.v1']

/** What is known of a change when it is analysed. */
export interface KnownOfChange {
  /** Its last judgement. */
  readonly assessment: Pick<EventData['risk.assessed.v1'], 'repository' | 'change' | 'level' | 'areas' | 'reasons'>
  /** What it turned out to be, where that is known. */
  readonly bad?: { readonly by: 'link' | 'blame' | 'incident'; readonly event: string }
  readonly coverage?: CoverageStep
  /** What became of the changes most like it; only looked for by a deep analysis. */
  readonly alike?: readonly Statement[]
}

const OUTCOMES = {
  link: 'a later change names it as what it fixes or takes back',
  blame: 'a later fix replaced its lines',
  incident: 'it was named as the cause of an incident',
} as const

/** What is to be said of a change: past facts, test coverage, what became of it and of those like it, and what to do. */
export const analyseChange = (depth: Analysis['depth'], known: KnownOfChange): Analysis => {
  const { assessment, bad, coverage, alike = [] } = known
  const { repository, change, level, areas } = assessment
  return {
    repository,
    subject: change,
    depth,
    level,
    affected: areas,
    ...within([
      ...(bad === undefined ? [] : [{ text: OUTCOMES[bad.by], events: [bad.event] }]),
      ...assessment.reasons.map(({ text, events }) => ({ text, events })),
      ...(coverage === undefined ? [] : tellCoverage(coverage)),
      ...alike,
    ]),
    recommendation: recommend(known),
  }
}

const recommend = ({ assessment, bad, coverage, alike = [] }: KnownOfChange): string => {
  const { areas, level, reasons } = assessment
  if (bad !== undefined) return 'It has turned out bad already: see what mended it before anything is built on it.'
  const where = areas.length === 0 ? '' : ` of ${areas.slice(0, 5).join(', ')}`
  const advice = [
    ...(coverage !== undefined && fell(coverage) ? ['ask for the tests that are missing'] : []),
    ...(level === 'high' || alike.length > 0 ? [`run the guards${where} before it is merged`] : []),
    ...(level === 'high' && reasons.length > 0 ? ['have somebody review it who knows what broke there'] : []),
  ]
  const [first, ...more] = advice
  if (first === undefined) return 'Nothing in the past asks for more than the usual review.'
  return `${[first.charAt(0).toUpperCase() + first.slice(1), ...more].join('; ')}.`
}
