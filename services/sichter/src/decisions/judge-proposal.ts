import type { MeshEvent } from '@heimgewebe/contracts'
import { judgeChange, levelOf, type Verdict } from './judge-change.js'
import type { Judgement } from './judgement.js'
import { readProposal } from './read-change.js'

/**
 * Judges a proposed change. Where its source did not say which files it touches, nothing of the past can speak of it: then
 * only its size does, and the verdict says so.
 */
export const judgeProposal = (judgement: Judgement, event: MeshEvent<'pr.opened.v1' | 'pr.updated.v1'>): Verdict => {
  const verdict = judgeChange(judgement, readProposal(event), true)
  if (event.data.files_known) return verdict
  const { data, seen } = verdict
  const percentile = seen.baselinePercentile
  return {
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
