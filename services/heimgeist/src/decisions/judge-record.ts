import { type Draft, type MeshEvent, draft } from '@heimgewebe/contracts'
import { type Levels, findLevel } from './find-level.js'
import { idAfter } from './make-decision.js'
import type { Level } from './permit-act.js'

/** Acts in a row that went well, of one agent in one repository. */
export interface ActRecord {
  readonly good: number
  /** Their results, the latest 50. */
  readonly events: readonly string[]
}

/** What is known when an act of class change turned out well or badly. */
export interface RecordKnown {
  readonly agent: string
  readonly repository: string
  readonly levels: Levels
  readonly record: ActRecord
  /** Good acts in a row that earn level 3; 0 for never. */
  readonly promoteAfter: number
}

/** A record after an outcome, and the level that it leads to. */
export interface RecordJudged {
  readonly record: ActRecord
  readonly drafts: Draft<'level.changed.v1'>[]
}

const EMPTY: ActRecord = { good: 0, events: [] }

/** An act went well: enough of them in a row earn level 3, where the owner has not set the level himself. */
export const recordSuccess = (event: MeshEvent, known: RecordKnown): RecordJudged => {
  const { promoteAfter } = known
  const level = levelIn(known)
  const record = { good: known.record.good + 1, events: [event.id, ...known.record.events].slice(0, 50) }
  if (promoteAfter === 0 || record.good < promoteAfter || level.level !== 2 || level.origin === 'owner')
    return { record, drafts: [] }
  const reason = `${record.good} acts of ${known.agent} in a row were approved and went well`
  return { record: EMPTY, drafts: [change(event, known, 3, reason, record.events)] }
}

/** An act went badly: one is enough to lose level 3, and the record begins anew. */
export const recordFailure = (event: MeshEvent, known: RecordKnown, why: string): RecordJudged => ({
  record: EMPTY,
  drafts: levelIn(known).level === 3 ? [change(event, known, 2, why, [event.id])] : [],
})

const change = (
  event: MeshEvent,
  known: RecordKnown,
  to: Level,
  reason: string,
  events: readonly string[],
): Draft<'level.changed.v1'> => {
  const { agent, repository } = known
  const from = levelIn(known).level
  return draft('level.changed.v1', {
    id: idAfter(event, 'level'),
    subject: `level/${agent}/${repository}/change`,
    data: {
      agent,
      act: 'change',
      repository,
      from,
      to,
      reason: reason.slice(0, 1000),
      events: [...events],
      by: 'heimgeist',
    },
  })
}

const levelIn = ({ agent, repository, levels }: RecordKnown) => findLevel(levels, { agent, act: 'change', repository })
