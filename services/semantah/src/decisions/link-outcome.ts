import type { MeshEvent } from '@heimgewebe/contracts'
import { LinkDraft, type Links } from './links.js'
import { kindOf } from './subjects.js'
import type { RelationType } from './vocabulary.js'

/** An outcome is concluded from other events, so that it is less sure than what they state themselves. */
const CONCLUDED = 0.8

interface Direction {
  readonly type: RelationType
  /** True where the sentence begins with the change that had the outcome. */
  readonly fromChange: boolean
}

/** How each outcome that names its witness reads as a relation. */
const DIRECTIONS: Readonly<Record<MeshEvent<'outcome.recorded.v1'>['data']['kind'], Direction>> = {
  incident: { type: 'causes', fromChange: true },
  reverted: { type: 'reverts', fromChange: false },
  fixed: { type: 'fixes', fromChange: false },
  guard_failed: { type: 'guarded_by', fromChange: true },
  guard_passed: { type: 'guarded_by', fromChange: true },
  ci_failed: { type: 'tested_by', fromChange: true },
}

/** What became of a change, where the outcome names what showed it. */
export const linkOutcome = ({ data }: MeshEvent<'outcome.recorded.v1'>): Links => {
  const links = new LinkDraft(data.repository)
  const change = links.named(kindOf(data.change) ?? 'commit', data.change)
  const kind = data.by === undefined ? undefined : kindOf(data.by)
  if (data.by === undefined || kind === undefined) return links
  const { type, fromChange } = DIRECTIONS[data.kind]
  const witness = links.named(kind, data.by)
  if (fromChange) links.relate(type, change, witness, CONCLUDED)
  else links.relate(type, witness, change, CONCLUDED)
  return links
}
