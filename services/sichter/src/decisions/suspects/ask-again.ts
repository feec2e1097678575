import type { EventData } from '@heimgewebe/contracts'
import type { Judgement } from '../judgement.js'
import { nameSuspects } from './name-suspects.js'
import { rankSuspects } from './rank-suspects.js'

/** The answer to an incident after something became known of it; undefined where its report is closed or was never told. */
export const askAgain = (
  judgement: Judgement,
  repository: string,
  incident: string,
): EventData['suspects.ranked.v1'] | undefined => {
  const report = judgement.suspects.reports.get(incident)
  if (report === undefined) return undefined
  return nameSuspects(judgement, rankSuspects(judgement, report), { repository, incident, text: report.text })
}
