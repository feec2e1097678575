import type { Change } from './change.js'
import type { Fact } from './fact.js'
import type { Judgement } from './judgement.js'
import type { IncidentOfFile } from './past.js'
import { counted, quoted } from './word-facts.js'

/** Causes that are named in a sentence, the latest. */
const MOST_CAUSES = 3

/** A commit by the beginning of its id, as people name it; another change by its subject. */
const nameOf = (cause: string): string =>
  quoted(cause.startsWith('change/') ? cause.slice(cause.lastIndexOf('/') + 1).slice(0, 12) : cause)

/** The file of the change that most incidents involved, with the changes that people named as their causes. */
export const findIncidents = ({ past }: Judgement, change: Change): Fact[] => {
  let worst: { path: string; incidents: readonly IncidentOfFile[] } | undefined
  for (const { path, oldPath } of change.files) {
    const incidents = past.incidents.get(path) ?? past.incidents.get(oldPath ?? path) ?? []
    if (incidents.length > (worst?.incidents.length ?? 0)) worst = { path, incidents }
  }
  if (worst === undefined) return []
  const count = worst.incidents.length
  const causes = [...new Set(worst.incidents.flatMap(({ cause }) => cause ?? []))].slice(-MOST_CAUSES)
  const because = causes.length === 0 ? '' : `, caused by ${causes.map(nameOf).join(', ')}`
  const text = `${quoted(worst.path)} was involved in ${counted(count, 'incident')}${because}`
  const events = worst.incidents.flatMap(({ event, toldBy }) => (toldBy === undefined ? [event] : [event, toldBy]))
  // NOTE: exactly what the score itself adds for them.
  return [{ kind: 'file-incidents', text, events, strength: 4 + Math.log2(count), adds: Math.log1p(count) }]
}
