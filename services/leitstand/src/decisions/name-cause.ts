import { saidBy } from './said-by.js'
import type { Detailed, Naming, Said } from './room.js'

/** Who names a change as the cause, and what people said of suspects. */
export interface CauseKnown {
  /** Namings that nobody denied afterwards, oldest first. */
  readonly causes: readonly Naming[]
  /** What people said, oldest first. */
  readonly said: readonly Said[]
}

/**
 * Who names which change as the cause of an incident, in the order of the log. A person who denies a change takes back
 * what was said of it before, but for an experiment, which stays what it is. `same` is the change that a subject stands
 * for: the commit that a request became is that request.
 */
export const nameCause = (told: readonly Detailed[], same: (subject: string) => string): CauseKnown => {
  const said = saysOf(told)
  const denials = said.filter(({ verdict }) => verdict === 'deny')
  const places = new Map(told.map(({ id, position }) => [id, position]))
  const placeOf = ({ event }: { event: string }): number => places.get(event) ?? 0
  const stands = (naming: Naming): boolean =>
    naming.by === 'experiment' ||
    !denials.some((denial) => same(denial.change) === same(naming.change) && placeOf(denial) > placeOf(naming))
  const causes = [...reported(told), ...confirmed(said), ...proved(told)].filter(stands)
  return { causes: causes.sort((a, b) => placeOf(a) - placeOf(b)), said }
}

const reported = (told: readonly Detailed[]): Naming[] => [
  ...saidBy(told, 'incident.detected.v1').flatMap(({ detail, id, time }) =>
    detail.caused_by === undefined ? [] : [{ change: detail.caused_by, by: 'report' as const, event: id, time }],
  ),
  ...saidBy(told, 'incident.resolved.v1').flatMap(({ detail, id, time }) =>
    detail.caused_by === undefined ? [] : [{ change: detail.caused_by, by: 'resolution' as const, event: id, time }],
  ),
]

const confirmed = (said: readonly Said[]): Naming[] =>
  said.flatMap(({ verdict, change, by, event, time }) =>
    verdict === 'confirm' ? [{ change, by: 'person' as const, who: by, event, time }] : [],
  )

const proved = (told: readonly Detailed[]): Naming[] =>
  saidBy(told, 'proof.finished.v1').flatMap(({ detail, id, time }) =>
    detail.verdict === 'proved' && detail.change !== undefined
      ? [{ change: detail.change, by: 'experiment' as const, event: id, time }]
      : [],
  )

/** Confirmations and denials. One that names no change means the first suspect of the ranking that it is about. */
const saysOf = (told: readonly Detailed[]): Said[] => {
  const rankings = saidBy(told, 'suspects.ranked.v1')
  return saidBy(told, 'feedback.given.v1').flatMap(({ detail, id, time, position }) => {
    const { verdict, about, by = '', note } = detail
    const meant =
      rankings.find((ranking) => ranking.id === about) ?? rankings.findLast((ranking) => ranking.position < position)
    const change = detail.change ?? meant?.detail.suspects?.[0]?.change
    if (change === undefined || (verdict !== 'confirm' && verdict !== 'deny')) return []
    return [{ verdict, change, by, event: id, time, ...(note === undefined || note === '' ? {} : { note }) }]
  })
}
