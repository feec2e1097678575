import type { MeshEvent } from '@heimgewebe/contracts'
import { show } from '../show-text.js'
import { type Facts, type Happening, noFacts } from './epic.js'
import { happening } from './follow-change.js'

type Told =
  | MeshEvent<'issue.opened.v1'>
  | MeshEvent<'issue.closed.v1'>
  | MeshEvent<'incident.detected.v1'>
  | MeshEvent<'incident.resolved.v1'>

/** An issue or an incident as it stands: what is later by its own time counts, an end also at the moment of its beginning. */
export const followThing = (known: Facts | undefined, event: Told): Facts => {
  const { subject, data } = event
  const facts = known ?? noFacts(subject, data.repository ?? null)
  const at = happening(event)
  const is = event.type === 'issue.opened.v1' || event.type === 'incident.detected.v1' ? 'open' : 'closed'
  const begins = is === 'open' && (facts.opened === undefined || at.atMs < facts.opened.atMs)
  const { title } = data
  return {
    ...facts,
    ...(title === undefined || (is === 'closed' && facts.title !== undefined) ? {} : { title: show(title, 200) }),
    ...(counts(facts, is, at) ? { state: { is, ...at } } : {}),
    ...(begins ? { opened: at } : {}),
  }
}

const counts = ({ state }: Facts, is: 'open' | 'closed', { atMs }: Happening): boolean =>
  state === undefined || atMs > state.atMs || (atMs === state.atMs && is === 'closed')
