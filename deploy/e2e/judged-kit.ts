import type { TestMesh } from '@heimgewebe/testing'
import { changeOf, commit } from '../../services/leitstand/test/given-events.js'

/** So many changes with what was said of them, of which so many turned out bad, and where these had stood. */
interface Judged {
  readonly changes: number
  readonly bad: number
  readonly probability: number
  readonly score: number
  readonly baseline: number
}

/** 60 changes of 2023, 14 of them bad: 4 of the 40 of which 10 % was said, 10 of the 20 of which 40 % was said. */
const JUDGED: readonly Judged[] = [
  { changes: 36, bad: 0, probability: 0.1, score: 30, baseline: 30 },
  { changes: 4, bad: 4, probability: 0.1, score: 40, baseline: 10 },
  { changes: 10, bad: 0, probability: 0.4, score: 80, baseline: 80 },
  { changes: 2, bad: 2, probability: 0.4, score: 95, baseline: 92 },
  { changes: 5, bad: 5, probability: 0.4, score: 95, baseline: 82 },
  { changes: 3, bad: 3, probability: 0.4, score: 85, baseline: 10 },
]

/**
 * Has sichter judge ten commits of 2026, and puts three years before them what it would have kept of others: a past that
 * it had to judge itself would be hundreds of commits.
 */
export const givenJudgedPast = async (mesh: TestMesh): Promise<void> => {
  await mesh.append(...Array.from({ length: 10 }, (_, n) => commit(n + 1)))
  await mesh.settled()
  for (const [place, { changes, bad, probability, score, baseline }] of JUDGED.entries())
    await mesh.query(`
      insert into sichter.risk (repository, change, position, at, percentile, score_percentile, baseline_percentile,
        assessment, bad_at, bad_by)
      select repository, change || '/before/${place}/' || n, -n, '2023-01-01', ${score}, ${score}, ${baseline},
        assessment || '{"probability": ${probability}}',
        case when n <= ${bad} then timestamptz '2024-01-01' end, case when n <= ${bad} then 'link' end
      from sichter.risk, generate_series(1, ${changes}) n where change = '${changeOf(1)}'`)
}
