import type { Change } from '../past/change.js'
import type { Fact } from './fact.js'
import type { Judgement } from '../judgement.js'
import type { IncidentOfFile } from '../past/past.js'
import { H } from '../past/past.js'
import { cell } from '../past/rows.js'
import { counted, quoted } from './word-facts.js'

/** Causes that are named in a sentence, the latest. */
const MOST_CAUSES = 3

/** A commit by the beginning of its id, as people name it; another change by its subject. */
const nameOf = (cause: string): string =>
  quoted(cause.startsWith('change/') ? cause.slice(cause.lastIndexOf('/') + 1).slice(0, 12) : cause)

/** A touched file and its incidents, at least one. */
interface Involved {
  readonly path: string
  readonly oldPath?: string | undefined
  readonly incidents: readonly IncidentOfFile[]
}

const involvedOf = ({ past }: Judgement, change: Change): Involved[] =>
  change.files.flatMap(({ path, oldPath }) => {
    const incidents = past.incidents.get(path) ?? past.incidents.get(oldPath ?? path) ?? []
    return incidents.length === 0 ? [] : [{ path, oldPath, incidents }]
  })

/** The file of the change that most incidents involved, with the changes that people named as their causes. */
export const findIncidents = (judgement: Judgement, change: Change): Fact[] => {
  let worst: Involved | undefined
  for (const one of involvedOf(judgement, change))
    if (one.incidents.length > (worst?.incidents.length ?? 0)) worst = one
  if (worst === undefined) return []
  const count = worst.incidents.length
  const causes = [...new Set(worst.incidents.flatMap(({ cause }) => cause ?? []))].slice(-MOST_CAUSES)
  const because = causes.length === 0 ? '' : `, caused by ${causes.map(nameOf).join(', ')}`
  const text = `${quoted(worst.path)} was involved in ${counted(count, 'incident')}${because}`
  const events = worst.incidents.flatMap(({ event, toldBy }) => (toldBy === undefined ? [event] : [event, toldBy]))
  // NOTE: exactly what the score itself adds for them.
  return [{ kind: 'file-incidents', text, events, strength: 4 + Math.log2(count), adds: Math.log1p(count) }]
}

/** Incidents of one file from which a change of it is called high: as many as make a bad pattern. */
const MANY = 3
/** ... if there was at least one to so many changes of the file: what changes daily meets incidents by chance. */
const CHANGES_AN_INCIDENT = 10

/**
 * The least level that known incidents give a change, whatever its rank: high where one of its files was involved in
 * three or more, medium from the first one on. What broke the users' day is a fact where few outcomes are known, too, and
 * stays one beside a score that learned from fixes. It wears off as the file is changed without another.
 */
export const leastLevelOf = (judgement: Judgement, change: Change): 'low' | 'medium' | 'high' => {
  const { fileIndex, files } = judgement.past
  const telling = involvedOf(judgement, change).filter(({ path, oldPath, incidents }) => {
    const row = fileIndex.get(path) ?? fileIndex.get(oldPath ?? path)
    return row === undefined || cell(files, row, H.changes) <= incidents.length * CHANGES_AN_INCIDENT
  })
  if (telling.length === 0) return 'low'
  return telling.some(({ incidents }) => incidents.length >= MANY) ? 'high' : 'medium'
}
