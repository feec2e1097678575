import type { MeshEvent } from '@heimgewebe/contracts'
import type { Outcome } from '../known.js'
import { type ProposalKnown, proposeForArea } from '../rules/propose-rules.js'
import { type Case, type ErrorKnown, MOST, type Note, type Pattern, type Told, isNews } from './lesson.js'
import { type Shape, endedBadly, mineShapes, unlearnShapes } from './mine-shapes.js'
import { type ToldPatterns, tellPattern } from './tell-errors.js'
import { type Voices, weighVoices } from './voices.js'

/** What is known when shapes of change are told. */
export interface ShapeKnown {
  readonly repository: string
  readonly guards: readonly { readonly name: string; readonly area: string }[]
  /** Errors of the latest changes, as they are after this event. */
  readonly errors: readonly ErrorKnown[]
  /** What was told of shapes of change. */
  readonly habits: Readonly<Record<string, Told>>
  /** What people say of patterns. */
  readonly voices: ReadonlyMap<string, Voices>
}

type Take = (lessons: {
  readonly drafts: ToldPatterns['drafts'] | ReturnType<typeof proposeForArea>['drafts']
  readonly notes: Note[]
}) => void

/** Tells the shapes that a bad outcome makes a pattern of, with the rules for their areas, and takes back those that no longer hold. */
export const tellShapes = (
  event: MeshEvent,
  outcomes: readonly Outcome[],
  known: ShapeKnown,
  cases: ReadonlyMap<string, Case>,
  about: ProposalKnown,
  take: Take,
): void => {
  const { past } = about
  const struck = new Set(outcomes.flatMap(({ unit, kind }) => (unit === undefined || kind === 'fixed' ? [] : [unit])))
  const bad = [...struck].flatMap((unit) => cases.get(unit) ?? []).filter(endedBadly)
  // Three bad cases say nothing without others to compare with; those may come after them, and end well.
  const latest = bad.length === 0 ? past.find(endedBadly) : undefined
  const shapes = (latest ? [latest] : bad).flatMap((change) => mineShapes(change, past))
  let habits = known.habits
  const say = (shape: Shape, state: Pattern['state']): Pattern => {
    const version = (habits[shape.key]?.version ?? 0) + 1
    const data = weighVoices(patternOf(known.repository, shape, version, state), known.voices.get(shape.key))
    // A pattern that no longer holds starts anew, with the next version.
    habits = {
      ...habits,
      [shape.key]:
        state === 'learned'
          ? { version, support: shape.bad.length, against: shape.good }
          : { version, support: 0, against: 0 },
    }
    take({
      drafts: [tellPattern(data)],
      notes: [
        { shelf: 'pattern', key: data.pattern, value: data },
        { shelf: 'habits', key: 'told', value: habits },
      ],
    })
    return data
  }
  for (const shape of new Map(shapes.map((one) => [one.key, one])).values()) {
    const last = habits[shape.key]
    if (!isNews(last, shape.bad.length, shape.good)) continue
    const data = say(shape, 'learned')
    const facts = { shape, errors: errorsOf(shape, known), guards: guardsOf(shape, known) }
    // What people reject is told with its cases, and nothing is made of it.
    if (shape.areas.length > 0 && data.state === 'learned') take(proposeForArea(event, data, facts, about))
  }
  const told = new Set(Object.keys(habits).filter((key) => habits[key]!.support > 0))
  const well = new Set(
    outcomes.flatMap(({ unit, kind }) => (unit !== undefined && kind === 'guard_passed' ? [unit] : [])),
  )
  for (const unit of well) {
    const change = cases.get(unit)
    if (change && !endedBadly(change)) for (const shape of unlearnShapes(change, past, told)) say(shape, 'retired')
  }
}

const patternOf = (
  repository: string,
  shape: Shape,
  version: number,
  state: Pattern['state'] = 'learned',
): Pattern => ({
  repository,
  pattern: shape.key,
  name: shape.name.slice(0, 200).toWellFormed(),
  kind: 'bad',
  version,
  state,
  statement:
    `${shape.allBad} of ${shape.allBad + shape.good} ${shape.name} ended badly, in ${shape.bad.length} independent cases; of the others ${Math.round(shape.base * 100)} %.`.slice(
      0,
      1000,
    ),
  ...(shape.paths.length > 0 ? { paths: [...shape.paths] } : {}),
  ...(shape.areas.length > 0 ? { areas: [...shape.areas] } : {}),
  cases: shape.bad.slice(0, MOST).map(({ subject, troubles }) => ({
    subject,
    events: [...new Set(troubles.flatMap(({ events }) => events))].slice(0, MOST),
  })),
  support: shape.bad.length,
  counter_cases: shape.good,
  confidence: shape.confidence,
})

const errorsOf = ({ bad }: Shape, { errors }: ShapeKnown): ErrorKnown[] => {
  const subjects = new Set(bad.map(({ subject }) => subject))
  return errors.filter(
    ({ fingerprint, seen }) => fingerprint.startsWith('e1-') && seen.some(({ subject }) => subjects.has(subject)),
  )
}

/** The guards that caught it; where none did, those that the repository has for the area. */
const guardsOf = ({ bad, areas }: Shape, { guards }: ShapeKnown): string[] => {
  const caught = [...new Set(bad.flatMap(({ troubles }) => troubles.flatMap(({ rule }) => rule ?? [])))]
  return caught.length > 0
    ? caught
    : guards.filter(({ area }) => areas.includes(area) || area === '*').map(({ name }) => name)
}
