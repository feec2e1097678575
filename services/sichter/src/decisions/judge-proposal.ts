import { type Draft, draft, type EventData, type MeshEvent } from '@heimgewebe/contracts'
import { chooseTests } from './guards/choose-tests.js'
import { judgeChange, levelOf, type Verdict } from './judge-change.js'
import { type GuardKnowledge, orderGuards } from './guards/order-guards.js'
import type { Judgement } from './judgement.js'
import { readProposal } from './past/read-change.js'

/**
 * Judges a proposed change. Where its source did not say which files it touches, nothing of the past can speak of it: then
 * only its size does, and the verdict says so.
 */
export const judgeProposal = (judgement: Judgement, event: MeshEvent<'pr.opened.v1' | 'pr.updated.v1'>): Verdict => {
  const verdict = judgeChange(judgement, readProposal(event), true)
  if (event.data.files_known) return verdict
  const { seen } = verdict
  const { raised_by: _raised, ...data } = verdict.data
  const percentile = seen.baselinePercentile
  return {
    ...verdict,
    seen: { ...seen, percentile },
    data: {
      ...data,
      percentile,
      probability: null,
      level: levelOf(percentile),
      signal: data.signal === 'none' ? 'none' : 'baseline',
      reasons: [],
    },
  }
}

/** A judgement of a proposed change: the row to keep, and the event that tells of it. */
export interface ProposalVerdict {
  readonly row: {
    readonly position: number
    readonly at: string
    readonly scorePercentile: number
    readonly assessment: EventData['risk.assessed.v1']
  }
  readonly told: Draft<'risk.assessed.v1'>
}

/** What the repository's guards are and found so far. */
export type KnownGuards = Omit<GuardKnowledge, 'files' | 'tests'>

/** Judges a proposed change, chooses its tests and orders its guards, where its files are known. Nothing is learned from it before it is a commit. */
export const assessProposal = (
  judgement: Judgement,
  event: MeshEvent<'pr.opened.v1' | 'pr.updated.v1'>,
  known?: KnownGuards,
): ProposalVerdict => {
  const { data, seen } = judgeProposal(judgement, event)
  const tests = event.data.files_known ? chooseTests(judgement, readProposal(event)) : {}
  const guards = known && event.data.files_known ? orderFor(event, known, tests) : {}
  const assessment = { repository: event.data.repository, ...data, ...tests, ...guards }
  return {
    row: { position: event.position, at: event.time, scorePercentile: seen.percentile, assessment },
    told: draft('risk.assessed.v1', { subject: event.subject, data: assessment }),
  }
}

const orderFor = (
  { data }: MeshEvent<'pr.opened.v1' | 'pr.updated.v1'>,
  known: KnownGuards,
  { tests = [] }: Pick<EventData['risk.assessed.v1'], 'tests'>,
): ReturnType<typeof orderGuards> =>
  orderGuards({
    ...known,
    files: data.files.map(({ path }) => path),
    tests: tests.filter(({ by }) => by === 'learned').map(({ path }) => path),
  })
