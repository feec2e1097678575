import type { MeshEvent } from '@heimgewebe/contracts'
import { LinkDraft, type Links } from './links.js'
import { areaOf, isArea, kindOf } from './subjects.js'

/** Longest first reason that names a decision, in characters. */
const MAX_REASON = 200

/** A decision: what it is about and the areas that it names. Its reasons stand in its event. */
export const linkDecision = ({ id, data }: MeshEvent<'decision.made.v1'>): Links => {
  const { repository = '', change, areas } = data
  const links = new LinkDraft(repository)
  const reason = data.reasons[0]?.text.slice(0, MAX_REASON) ?? ''
  const decision = links.about(
    'decision',
    `decision/${id}`,
    reason ? `${data.chosen}: ${reason}` : data.chosen,
    data.chosen,
  )
  if (change !== undefined) links.relate('decided_about', decision, links.named(kindOf(change) ?? 'commit', change))
  for (const area of (areas ?? []).filter(isArea))
    links.relate('decided_about', decision, links.named('area', areaOf(repository, area), area))
  return links
}
