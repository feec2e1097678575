import type { Change } from './change.js'
import type { Fact } from './fact.js'
import type { Judgement } from './judgement.js'
import { counted, quoted } from './word-facts.js'

/** The file of the change that most incidents involved. */
export const findIncidents = ({ past }: Judgement, change: Change): Fact[] => {
  let worst: { path: string; events: readonly string[] } | undefined
  for (const { path, oldPath } of change.files) {
    const incidents = past.incidents.get(path) ?? past.incidents.get(oldPath ?? path) ?? []
    if (incidents.length > (worst?.events.length ?? 0)) worst = { path, events: incidents.map(({ event }) => event) }
  }
  if (worst === undefined) return []
  const count = worst.events.length
  const text = `${quoted(worst.path)} was involved in ${counted(count, 'incident')}`
  return [{ kind: 'file-incidents', text, events: worst.events, strength: 4 + Math.log2(count) }]
}
